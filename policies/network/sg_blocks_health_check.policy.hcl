# Only where the plan has every rule that there can be: groups that it makes, and groups whose rules it takes away.
member_policy "sg_blocks_health_check" {
  about {
    severity = member.before ? "S1" : "S2"
    title    = "Security groups keep the health check of a pool from its targets"
    why      = "The targets never become healthy. As long as no target of the pool is, requests go to all of them; beside a healthy one these get none."
    fix      = "Let the load balancer in on the port of the health check too, or check the port of the traffic."
  }

  filter  = member.after && member.takes_traffic
  related = member.pools

  enforce {
    condition     = member.refused_health_check == null
    error_message = "The health check cannot reach what ${member.address} registers: ${member.refused_health_check}."
  }
}
