# A rule or listener that goes and comes with its pool: destroy route, destroy pool, create pool, create route.
route_policy "pool_replace_outage_window" {
  about {
    severity = "S1"
    title    = "A route is gone while its pool is replaced"
    why      = "Route and pool are both destroyed and made anew. In between requests of a rule get the listener's default action, those of a listener are refused."
    fix      = "Let the route stay and change in place: take out what forces its replacement, and set create_before_destroy and name_prefix on ${route.pool.address}."
    paste    = <<-EOT
      # In the block of ${route.pool.address}, with name_prefix instead of name:
      lifecycle {
        create_before_destroy = true
      }
      # In the block of ${route.from.address}: no replace_triggered_by.
    EOT
  }

  filter = route.before && route.pool.operation == "replace"

  enforce {
    condition     = alltrue([for window in route.windows : window.certainty != "always" if window.cause == "absent"])
    error_message = "${route.from.address} is destroyed before ${route.pool.address} is replaced, and made again only after."
  }
}
