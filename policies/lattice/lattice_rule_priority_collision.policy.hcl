rule_policy "lattice_rule_priority_collision" {
  about {
    severity = "S2"
    title    = "Two rules of one listener of VPC Lattice have the same priority"
    why      = "VPC Lattice refuses the second one: the apply stops half-way."
    fix      = "Give every rule of the listener a priority of its own."

    configuration = true
  }

  filter = rule.after && rule.service == "lattice" && !contains(["no-op", "forget"], rule.operation)

  enforce {
    condition     = length(rule.same_priority) == 0
    error_message = "${rule.address} has the priority ${rule.attrs.priority} of ${join(", ", [for other in rule.same_priority : other.address])}, in one listener."
  }
}
