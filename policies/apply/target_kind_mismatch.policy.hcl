member_policy "target_kind_mismatch" {
  about {
    severity = "S2"
    title    = "A target is not of the kind that its pool takes"
    why      = "AWS refuses to register it: the apply stops half-way, and the pool stays without this target."
    fix      = "Register what the target_type of the pool says: the id of an instance, an IP address, the ARN of a function or of an Application Load Balancer."
  }

  filter  = member.after && member.operation != "no-op"
  related = member.pools

  enforce {
    condition     = member.wrong_target == null
    error_message = "${member.address}: ${member.wrong_target}."
  }
}
