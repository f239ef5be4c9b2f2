rule_policy "orphan_rule" {
  about {
    severity = "S2"
    title    = "A rule stays on a listener that goes away"
    why      = "AWS deletes the rules of a listener with it: the apply, or the next one, ends with ListenerNotFound, and the rule takes no request."
    fix      = "Name the listener that stays, by a reference and not by an ARN typed in, or take ${rule.address} out together with it."
  }

  filter  = rule.after
  related = [rule.listener]

  enforce {
    condition     = !rule.listener_gone
    error_message = "${rule.address} stays on ${rule.listener.address}, which this plan ${rule.listener.after ? "replaces" : "destroys"}."
  }
}
