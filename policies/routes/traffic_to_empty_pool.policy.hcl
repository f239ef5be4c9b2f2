# A pool that had members is the business of pool_loses_all_targets, traffic that moves that of shift_to_empty_pool.
route_policy "traffic_to_empty_pool" {
  about {
    severity = "S1"
    title    = "A route sends traffic to a pool without targets"
    why      = "An Application Load Balancer answers 503 for the share of the traffic that this pool gets; a Network Load Balancer resets the connections."
    fix      = "Register targets in ${route.pool.address} (an attachment, an Auto Scaling group, an ECS service), or give it weight 0 until they are there."
  }

  filter = route.after && route.from.service != "lattice" && route.pool.managed && route.pool.operation != "delete" && !route.to_old_object && route.share > 0 && (length(route.pool.prior_members) == 0 || route.pool.operation == "replace") && !(route.from.before && route.share > route.prior_share && route.from.operation != "no-op")

  enforce {
    condition     = !route.pool.empty
    error_message = "${route.from.address} sends ${route.share == 1 ? "all its traffic" : "${format("%.0f", route.share * 100)} % of its traffic"} to ${route.pool.address}: ${route.pool.why}."
  }
}
