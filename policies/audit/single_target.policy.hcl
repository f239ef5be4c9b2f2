pool_policy "single_target" {
  about {
    severity = "S3"
    audit    = true
    title    = "A pool that takes traffic has one target only"
    why      = "When it is gone nothing takes over: its share of the traffic gets 503."
    fix      = "Register a second target in another zone."
  }

  filter = pool.after && pool.managed && pool.service == "elbv2" && pool.takes_traffic && length(pool.members) == 1 && (pool.audited_state || anytrue([for balancer in pool.load_balancers : balancer.operation == "create"]))

  enforce {
    condition     = !(length(pool.members[0].targets) == 1 && alltrue([for target in pool.members[0].targets : target.kind == "target"]) && !contains(["lambda", "alb"], try(pool.attrs.target_type, "instance")))
    error_message = "${pool.address} has ${pool.members[0].address} as its only target."
  }
}
