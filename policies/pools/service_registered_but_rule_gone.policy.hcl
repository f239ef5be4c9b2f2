# The last route to a pool goes, and what fills it stays. A route that moves on to another pool leaves this one in reserve,
# and one that answers by itself is looked at elsewhere.
pool_policy "service_registered_but_rule_gone" {
  about {
    severity = "S1"
    title    = "The last route to a pool is removed while its targets stay"
    why      = "What runs behind the pool gets no request any more; callers of the old address get the default action of the listener."
    fix      = "Keep a route to ${pool.address}, or remove what fills it in the same change."
  }

  filter  = pool.before && pool.after && pool.operation != "replace" && length(pool.prior_routes) > 0 && anytrue([for route in pool.prior_routes : route.prior_share > 0]) && alltrue([for route in pool.prior_routes : !route.from.after || route.from.last_action == "redirect"]) && anytrue([for member in pool.members : member.before])
  related = [for route in pool.prior_routes : route.from]

  enforce {
    condition     = pool.routed
    error_message = "Nothing forwards to ${pool.address} any more, and ${pool.members[0].address} goes on registering targets in it."
  }
}
