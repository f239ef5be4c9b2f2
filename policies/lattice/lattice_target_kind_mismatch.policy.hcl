member_policy "lattice_target_kind_mismatch" {
  about {
    severity = "S2"
    title    = "A target is not of the kind that its target group of VPC Lattice takes"
    why      = "VPC Lattice refuses to register it: the apply stops half-way."
    fix      = "Register what the target group's type says: instance ids, IP addresses, one function, or an Application Load Balancer."
  }

  filter = member.after && member.service == "lattice" && !contains(["no-op", "forget"], member.operation) && length(member.pools) > 0 && !anytrue([for target in member.targets : target.managed])

  locals {
    id     = member.attrs.target[0].id
    shapes = { INSTANCE = "^i-", IP = "^[0-9a-fA-F:.]+$", LAMBDA = "^arn:[^:]+:lambda:", ALB = ":loadbalancer/app/" }
    type   = member.pools[0].attrs.type
  }

  enforce {
    condition     = can(regex(local.shapes[local.type], local.id))
    error_message = "${member.address} registers ${local.id} in ${member.pools[0].address}, which takes targets of type ${local.type}."
  }
}
