# Where the zone of one target is not told, nothing is said of the pool.
pool_policy "az_not_covered" {
  about {
    severity = "S1"
    title    = "All targets of a pool stand in zones that its load balancer does not serve"
    why      = "AWS keeps such targets unused (Target.NotInUse), and the pool's share of the traffic gets 503."
    fix      = "Add a subnet of the targets' zone to the load balancer, or move the targets of ${pool.address}."
  }

  locals {
    balancers = [for balancer in pool.load_balancers : balancer if balancer.availability_zones != null]
  }

  filter  = pool.after && pool.service == "elbv2" && pool.availability_zones != null && length(local.balancers) > 0 && pool.takes_traffic
  related = local.balancers

  enforce {
    condition     = alltrue([for balancer in local.balancers : anytrue([for zone in pool.availability_zones : contains(balancer.availability_zones, zone)])])
    error_message = "All targets of ${pool.address} stand in ${join(", ", pool.availability_zones)}; ${join(", ", [for balancer in local.balancers : "${balancer.address} serves ${join(", ", balancer.availability_zones)}"])}."
  }
}

# Without cross-zone balancing each address of the load balancer hands on to targets of its own zone alone.
load_balancer_policy "az_not_covered" {
  about {
    severity = "S3"
    title    = "A zone of a load balancer has no target"
    why      = "Without cross-zone balancing whoever is led to the load balancer's address in that zone meets nobody."
    fix      = "Set enable_cross_zone_load_balancing = true on ${load_balancer.address}, or put a target into each of its zones."
  }

  locals {
    crosses = load_balancer.attrs.load_balancer_type == "application" || try(load_balancer.attrs.enable_cross_zone_load_balancing, false) == true
    apart   = [for pool in load_balancer.pools : pool if pool.availability_zones != null && pool.service == "elbv2" && !coalesce(pool.crosses_zones, local.crosses)]
  }

  filter  = load_balancer.after && load_balancer.service == "elbv2" && load_balancer.availability_zones != null && contains(["application", "network"], load_balancer.attrs.load_balancer_type) && length(local.apart) > 0
  related = local.apart

  enforce {
    condition     = alltrue([for pool in local.apart : alltrue([for zone in load_balancer.availability_zones : contains(pool.availability_zones, zone)])])
    error_message = "${load_balancer.address} serves ${join(", ", load_balancer.availability_zones)}; ${join(", ", [for pool in local.apart : "${pool.address} has targets in ${join(", ", pool.availability_zones)} only"])}."
  }
}
