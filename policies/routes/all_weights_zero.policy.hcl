listener_policy "all_weights_zero" {
  about {
    severity = "S1"
    title    = "Every pool of a forward has weight 0"
    why      = "No pool may receive the requests: they end in 5xx."
    fix      = "Give one pool a weight above 0; for maintenance use a fixed response, which says so to the user."

    configuration = true
  }

  filter = listener.after && listener.service != "lattice" && length(listener.forwards) > 0

  enforce {
    condition     = alltrue([for forward in listener.forwards : forward.total_weight > 0])
    error_message = "${listener.address} forwards with every weight 0: no pool gets its traffic."
  }
}

rule_policy "all_weights_zero" {
  filter = rule.after && rule.service != "lattice" && length(rule.forwards) > 0

  enforce {
    condition     = alltrue([for forward in rule.forwards : forward.total_weight > 0])
    error_message = "${rule.address} forwards with every weight 0: no pool gets its traffic."
  }
}
