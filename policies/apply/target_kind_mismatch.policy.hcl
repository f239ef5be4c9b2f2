member_policy "target_kind_mismatch" {
  about {
    severity = "S2"
    title    = "A target is not of the kind that its pool takes"
    why      = "AWS refuses to register it: the apply stops half-way, and the pool stays without this target."
    fix      = "Register what the target_type of the pool says: the id of an instance, an IP address, the ARN of one function or of one Application Load Balancer."
  }

  locals {
    # Pools of functions and of load balancers take one. Only registrations that are certain count.
    single = [for pool in member.own_pools : pool if contains(["lambda", "alb"], coalesce(try(pool.attrs.target_type, null), "instance"))]
    beside = flatten([for pool in local.single : [for other in pool.members : other if other.address != member.address && contains([for own in other.own_pools : own.address], pool.address)]])
  }

  filter  = member.after && member.service != "lattice" && !contains(["no-op", "forget"], member.operation)
  related = member.pools

  enforce {
    condition     = member.wrong_target == null
    error_message = "${member.address}: ${member.wrong_target}."
  }

  enforce {
    condition     = !contains(keys(member.attrs), "target_id") || length(local.beside) == 0
    error_message = "${member.address} and ${local.beside[0].address} both register a target in ${local.single[0].address}, which takes a single target."
  }
}
