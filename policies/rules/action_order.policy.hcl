listener_policy "action_order" {
  about {
    severity = "S2"
    title    = "The last action sends the request nowhere"
    why      = "AWS refuses actions that do not end in a forward, a redirect or a fixed response: the apply stops half-way."
    fix      = "Add the action that answers, with the highest order."
  }

  filter = listener.after && !contains(["no-op", "forget"], listener.operation) && listener.last_action != null

  enforce {
    condition     = contains(["forward", "redirect", "fixed-response"], listener.last_action)
    error_message = "The actions of ${listener.address} end in ${listener.last_action}, which sends the request nowhere."
  }
}

rule_policy "action_order" {
  filter = rule.after && !contains(["no-op", "forget"], rule.operation) && rule.last_action != null

  enforce {
    condition     = contains(["forward", "redirect", "fixed-response"], rule.last_action)
    error_message = "The actions of ${rule.address} end in ${rule.last_action}, which sends the request nowhere."
  }
}
