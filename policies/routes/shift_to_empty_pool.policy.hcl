# The origin: a deployment moved the traffic to a pool that nobody had filled.
route_policy "shift_to_empty_pool" {
  about {
    severity = "S1"
    title    = "Traffic is moved to a pool without live targets"
    why      = "From the moment the route changes, its share of the requests is answered with 503 by an Application Load Balancer, or reset by a Network Load Balancer."
    fix      = "First fill ${route.pool.address} and see its targets healthy, then move the traffic, in an apply of its own."
  }

  filter = route.after && route.pool.managed && route.pool.operation != "delete" && !route.to_old_object && route.from.before && route.from.operation != "no-op" && route.share > route.prior_share

  enforce {
    condition     = route.pool.live
    error_message = "${route.from.address} moves ${format("%.0f", (route.share - route.prior_share) * 100)} % of its traffic to ${route.pool.address}, which has no live target: ${route.pool.why}."
  }
}
