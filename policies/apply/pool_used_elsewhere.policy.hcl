pool_policy "pool_used_elsewhere" {
  about {
    severity = "S2"
    title    = "A pool that others use is destroyed"
    why      = "A listener or rule that is not in this plan forwards to it. AWS refuses the delete, and the apply ends in an error after two minutes; what fills the pool may be gone by then."
    fix      = "Move the routes of the other load balancer away first. See who uses it: aws elbv2 describe-target-groups shows LoadBalancerArns."
  }

  filter  = pool.managed && pool.before && contains(pool.actions, "delete") && pool.deposed == null
  related = try([for route in pool.routes_elsewhere : route.from], [])

  enforce {
    condition     = length(pool.routes_elsewhere) == 0 && length(pool.used_elsewhere) == 0
    error_message = try("${pool.address} is destroyed, and ${pool.routes_elsewhere[0].from.address} forwards to it.", "${pool.address} is destroyed, and ${try(pool.used_elsewhere[0], "another load balancer")} uses it by a listener or rule that is not in this plan.")
  }
}
