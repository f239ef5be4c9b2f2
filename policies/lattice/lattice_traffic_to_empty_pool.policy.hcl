# Traffic that moves is the business of shift_to_empty_pool.
route_policy "lattice_traffic_to_empty_pool" {
  about {
    severity = "S1"
    title    = "A route of VPC Lattice sends traffic to a target group without targets"
    why      = "The share of the requests that this target group gets ends in errors."
    fix      = "Register targets in ${route.pool.address}, or give it weight 0 until they are there."
  }

  filter = route.after && route.from.service == "lattice" && route.pool.managed && route.pool.operation != "delete" && route.share > 0 && length(route.pool.prior_members) == 0 && !(route.from.before && route.share > route.prior_share && route.from.operation != "no-op")

  enforce {
    condition     = !route.pool.empty
    error_message = "${route.from.address} sends traffic to ${route.pool.address}: ${route.pool.why}."
  }
}
