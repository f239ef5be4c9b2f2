listener_policy "lattice_all_weights_zero" {
  about {
    severity = "S1"
    title    = "Every target group of a forward of VPC Lattice has weight 0"
    why      = "No target group may receive the requests: they end in errors."
    fix      = "Give one target group a weight above 0; for maintenance use a fixed response, which says so to the caller."

    configuration = true
  }

  filter = listener.after && listener.service == "lattice" && length(listener.forwards) > 0

  enforce {
    condition     = alltrue([for forward in listener.forwards : forward.total_weight > 0])
    error_message = "${listener.address} forwards with every weight 0: no target group gets its traffic."
  }
}

rule_policy "lattice_all_weights_zero" {
  filter = rule.after && rule.service == "lattice" && length(rule.forwards) > 0

  enforce {
    condition     = alltrue([for forward in rule.forwards : forward.total_weight > 0])
    error_message = "${rule.address} forwards with every weight 0: no target group gets its traffic."
  }
}
