# The provider rejects a forward with neither attribute, but takes an empty string, and AWS refuses it in the apply.
listener_policy "forward_without_pool" {
  about {
    severity = "S2"
    title    = "A forward names no pool"
    why      = "AWS refuses the action: the apply stops half-way."
    fix      = "Set target_group_arn or a forward block with a target_group. An empty string often comes from a lookup, a try or a join that found nothing."

    configuration = true
  }

  enforcement_level = "mandatory"
  filter            = listener.after && !contains(["no-op", "forget"], listener.operation) && length(listener.forwards) > 0

  enforce {
    condition     = alltrue([for forward in listener.forwards : forward.pools > 0])
    error_message = "${listener.address} has a forward action that names no pool."
  }
}

rule_policy "forward_without_pool" {
  enforcement_level = "mandatory"
  filter            = rule.after && !contains(["no-op", "forget"], rule.operation) && length(rule.forwards) > 0

  enforce {
    condition     = alltrue([for forward in rule.forwards : forward.pools > 0])
    error_message = "${rule.address} has a forward action that names no pool."
  }
}
