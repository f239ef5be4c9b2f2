# Where other records stand beside it, Route 53 turns away from what it takes for unhealthy. A simple record has no other
# answer to give: Route 53 gives this one all the same, so only what is proved is told of it.
entry_policy "r53_target_health_empty_pool" {
  about {
    severity = local.turns ? "S1" : "S3"
    title    = "A pool without targets makes a DNS alias unhealthy"
    why      = "With evaluate_target_health Route 53 takes a load balancer for unhealthy as soon as one of its target groups has no registered target, whatever its weight: traffic goes elsewhere."
    fix      = "Register targets in the pool, take it out of the listener until it has some, or set evaluate_target_health to false."
  }

  locals {
    turns = length(concat(try(entry.attrs.failover_routing_policy, []), try(entry.attrs.weighted_routing_policy, []), try(entry.attrs.latency_routing_policy, []))) > 0
  }

  filter = entry.after && entry.service == "dns" && try(entry.attrs.alias[0].evaluate_target_health, false) == true && length(entry.pools) > 0

  enforce {
    condition     = local.turns ? alltrue([for pool in entry.pools : pool.live if pool.managed]) : length(entry.dead_pools) == 0
    error_message = "${entry.address} evaluates the health of its targets, and ${join(", ", [for pool in entry.dead_pools : pool.address])} behind it has none."
  }
}
