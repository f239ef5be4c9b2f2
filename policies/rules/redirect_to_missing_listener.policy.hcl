listener_policy "redirect_to_missing_listener" {
  about {
    severity = "S1"
    title    = "A redirect leads to a port on which nothing listens"
    why      = "Clients follow the redirect and are refused or time out; they remember a 301."
    fix      = "Add the listener that the redirect names, or redirect to one that is there."
  }

  filter = listener.after && length(listener.redirects) > 0

  enforce {
    condition     = alltrue([for redirect in listener.redirects : redirect.missing == null])
    error_message = "${listener.address} redirects to ${listener.redirects[0].to}, and its load balancer has no listener for ${listener.redirects[0].missing}."
  }
}

rule_policy "redirect_to_missing_listener" {
  filter = rule.after && length(rule.redirects) > 0

  enforce {
    condition     = alltrue([for redirect in rule.redirects : redirect.missing == null])
    error_message = "${rule.address} redirects to ${rule.redirects[0].to}, and its load balancer has no listener for ${rule.redirects[0].missing}."
  }
}
