route_policy "region_or_account_mismatch" {
  about {
    severity = "S2"
    title    = "A route leads to a pool in another region or account"
    why      = "A load balancer forwards only to target groups of its own region and account: AWS does not find the pool, and the apply stops half-way."
    fix      = "Use a pool in the region and account of the load balancer; an ARN that is typed in is often that of another environment."
  }

  filter = route.after && !contains(["no-op", "forget"], route.from.operation)

  enforce {
    condition     = route.crosses == null
    error_message = "${route.from.address} forwards to ${route.pool.address} in ${coalesce(route.crosses, "-")}, where its load balancer is not."
  }
}
