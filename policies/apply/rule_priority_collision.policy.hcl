rule_policy "rule_priority_collision" {
  about {
    severity = "S2"
    title    = "Two rules of a listener have the same priority"
    why      = "AWS refuses the second one (PriorityInUse): the apply stops half-way."
    fix      = "Give each rule of the listener a priority of its own."

    configuration = true
  }

  enforcement_level = "mandatory"
  filter            = rule.after && rule.service != "lattice" && !contains(["no-op", "forget"], rule.operation)
  related           = rule.same_priority

  enforce {
    condition     = length(rule.same_priority) == 0
    error_message = "${rule.address} and ${rule.same_priority[0].address} both have priority ${rule.attrs.priority} on one listener."
  }
}
