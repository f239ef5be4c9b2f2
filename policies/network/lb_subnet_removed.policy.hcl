load_balancer_policy "lb_subnet_removed" {
  about {
    severity = "S1"
    title    = "A load balancer leaves a zone in which targets stand"
    why      = "AWS keeps the targets of that zone unused (Target.NotInUse): they get no traffic any more."
    fix      = "Move the targets to other zones first, and take the subnet out of ${load_balancer.address} in a later apply."
  }

  locals {
    members = flatten([for pool in load_balancer.pools : pool.members])
    left    = [for zone in coalesce(load_balancer.prior_availability_zones, []) : zone if !contains(coalesce(load_balancer.availability_zones, []), zone)]
    cut_off = [for member in local.members : member if anytrue([for zone in local.left : contains(coalesce(member.availability_zones, []), zone)])]
  }

  filter  = load_balancer.operation == "update" && load_balancer.availability_zones != null && load_balancer.prior_availability_zones != null && length(local.left) > 0
  related = local.cut_off

  enforce {
    condition     = length(local.cut_off) == 0
    error_message = "${load_balancer.address} leaves ${join(", ", local.left)}, where ${join(", ", [for member in local.cut_off : member.address])} ${length(local.cut_off) == 1 ? "has" : "have"} targets."
  }
}
