listener_policy "forward_block_ignored" {
  about {
    severity = "S2"
    title    = "An action names one pool and forwards to others"
    why      = "Where target_group_arn and a forward block are both given and differ, the provider sends the one and drops the other, or AWS refuses the action."
    fix      = "Keep one of the two: target_group_arn for one pool, the forward block for several."
  }

  filter = listener.after && !contains(["no-op", "forget"], listener.operation) && length(listener.forwards) > 0

  enforce {
    condition     = alltrue([for forward in listener.forwards : !forward.conflict])
    error_message = "${listener.address} has an action with a target_group_arn and a forward block that names other pools."
  }
}

rule_policy "forward_block_ignored" {
  filter = rule.after && !contains(["no-op", "forget"], rule.operation) && length(rule.forwards) > 0

  enforce {
    condition     = alltrue([for forward in rule.forwards : !forward.conflict])
    error_message = "${rule.address} has an action with a target_group_arn and a forward block that names other pools."
  }
}
