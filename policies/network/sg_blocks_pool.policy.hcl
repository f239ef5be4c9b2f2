# Only where the plan has every rule that there can be: groups that it makes, and groups whose rules it takes away.
member_policy "sg_blocks_pool" {
  about {
    severity = member.before ? "S1" : "S2"
    title    = "Security groups keep the traffic of a load balancer from its targets"
    why      = "The load balancer reaches no target: they are unhealthy, and requests get 502 or 504, or wait until they time out."
    fix      = "Let the security group of the load balancer in on the port of the targets, and out to them, before the traffic comes."
  }

  filter  = member.after && member.takes_traffic
  related = member.pools

  enforce {
    condition     = member.refused_traffic == null
    error_message = "The load balancer cannot reach what ${member.address} registers: ${member.refused_traffic}."
  }
}
