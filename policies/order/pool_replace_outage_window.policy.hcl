# A rule or listener that goes and comes with its pool: destroy route, destroy pool, create pool, create route.
route_policy "pool_replace_outage_window" {
  about {
    severity = "S1"
    title    = "A route is gone while its pool is replaced"
    why      = "Route and pool are both destroyed and made anew. In between requests of a rule get the listener's default action, those of a listener are refused."
    fix      = "Let the route stay and change in place: take out what forces its replacement. The pool then needs create_before_destroy and name_prefix, and its members create_before_destroy, both recorded in the state by an earlier apply."
    paste    = <<-EOT
      # In the blocks of ${route.pool.address} and of all that registers targets in it, applied before this change:
      lifecycle {
        create_before_destroy = true
      }
      # In the block of ${route.from.address}, applied with it, and no replace_triggered_by any more:
      ${length(route.members_to_name) > 0 ? "depends_on = [${join(", ", route.members_to_name)}]" : "# Its members stand in a module that it cannot name: in the block of its own module, depend on theirs."}
      # Then, with this change, name_prefix instead of name in the block of the pool.
    EOT
  }

  filter  = route.before && route.pool.operation == "replace"
  windows = [for window in route.windows : window if window.cause == "absent"]

  enforce {
    condition     = alltrue([for window in route.windows : window.certainty != "always" if window.cause == "absent"])
    error_message = "${route.from.address} is destroyed before ${route.pool.address} is replaced, and made again only after."
  }
}
