pool_policy "single_az" {
  about {
    severity = "S3"
    audit    = true
    title    = "All targets of a pool stand in one availability zone"
    why      = "When that zone is gone nothing takes over: the pool's share of the traffic gets 503."
    fix      = "Put targets of ${pool.address} into a second zone that its load balancer serves."
  }

  locals {
    alone = length(pool.members) == 1 && alltrue([for member in pool.members : length(member.targets) == 1 && alltrue([for target in member.targets : target.kind == "target"])])
  }

  # A single target is what `single_target` says.
  filter = pool.after && pool.managed && pool.service == "elbv2" && pool.availability_zones != null && !local.alone && pool.takes_traffic && (pool.audited_state || anytrue([for balancer in pool.load_balancers : balancer.operation == "create"]))

  enforce {
    condition     = length(pool.availability_zones) > 1
    error_message = "All targets of ${pool.address} stand in ${join(", ", pool.availability_zones)}."
  }
}
