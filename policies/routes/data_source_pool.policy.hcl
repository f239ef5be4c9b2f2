# Ordinary where one state has the load balancer and others have what stands behind it.
route_policy "data_source_pool" {
  about {
    severity = "S4"
    title    = "The pool of a route is managed elsewhere"
    why      = "Whether it has targets is not in this plan."
    fix      = "Give the plan or state that manages it with --with, or ask AWS."
  }

  filter = route.after && !route.pool.managed && route.pool.type != "" && route.share > 0

  enforce {
    condition     = route.pool.live
    error_message = "${route.from.address} forwards to ${route.pool.address}, which is only read here."
  }
}
