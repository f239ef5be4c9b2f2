pool_policy "traffic_to_only_lambda_or_external" {
  about {
    severity = "S4"
    title    = "All targets of a pool are outside of this plan"
    why      = "Whether one of them answers is not in this plan."
    fix      = "Ask AWS before the traffic moves."
  }

  filter = pool.after && pool.managed && pool.takes_traffic && length(pool.members) > 0 && alltrue(flatten([for member in pool.members : length(member.targets) == 0 ? [false] : [for target in member.targets : !target.managed]]))

  enforce {
    condition     = pool.live
    error_message = "Everything that ${pool.address} sends its traffic to is outside of this plan."
  }
}
