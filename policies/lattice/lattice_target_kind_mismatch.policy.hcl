member_policy "lattice_target_kind_mismatch" {
  about {
    severity = "S2"
    title    = "A target is not of the kind that its target group of VPC Lattice takes"
    why      = "VPC Lattice refuses to register it: the apply stops half-way."
    fix      = "Register what the target group's type says: instance ids, IP addresses, one function, or an Application Load Balancer."
  }

  filter  = member.after && member.service == "lattice" && !contains(["no-op", "forget"], member.operation)
  related = member.pools

  enforce {
    condition     = member.wrong_target == null
    error_message = "${member.address}: ${member.wrong_target}."
  }
}
