pool_policy "pool_loses_all_targets" {
  about {
    severity = "S1"
    title    = "A pool that takes traffic loses all its targets"
    why      = "After the last target is deregistered its share of the traffic gets 503. Draining (300 s unless set) can hide it for the first minutes."
    fix      = "Keep what fills ${pool.address}, or move the routes away from it in an earlier apply."
  }

  filter  = pool.before && pool.after && pool.operation != "replace" && length(pool.prior_members) > 0 && pool.takes_traffic
  related = pool.prior_members

  enforce {
    condition     = !pool.empty
    error_message = "${pool.address} takes traffic and loses all that registers targets in it: ${join(", ", [for member in pool.prior_members : member.address])}."
  }
}
