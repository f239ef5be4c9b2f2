# A VPC that the plan tells nothing of, such as that of a subnet of another state, is not compared.
route_policy "vpc_mismatch" {
  about {
    severity = "S2"
    title    = "A load balancer or a target stands in another VPC than its pool"
    why      = "AWS refuses the listener, the rule or the target: the apply stops half-way."
    fix      = "Give the pool the VPC of its load balancer and of its targets, or choose a pool that has it."
  }

  filter = route.after && !route.to_old_object && route.pool.vpc != null && route.from.vpc != null && anytrue([for operation in [route.from.operation, route.pool.operation] : contains(["create", "update", "replace"], operation)])

  enforce {
    condition     = route.pool.vpc == route.from.vpc
    error_message = "${route.from.address} stands in ${route.from.vpc} and forwards to ${route.pool.address} in ${route.pool.vpc}."
  }
}

# An address of another VPC can be registered; an instance cannot.
member_policy "vpc_mismatch" {
  locals {
    pools = [for pool in member.pools : pool if pool.vpc != null && try(pool.attrs.target_type, "instance") == "instance" && pool.service == "elbv2"]
  }

  filter  = member.after && member.vpc != null && contains(["create", "update", "replace"], member.operation) && length(local.pools) > 0
  related = local.pools

  enforce {
    condition     = alltrue([for pool in local.pools : pool.vpc == member.vpc])
    error_message = "${member.address} registers instances in ${member.vpc}; ${join(", ", [for pool in local.pools : "${pool.address} stands in ${pool.vpc}"])}."
  }
}
