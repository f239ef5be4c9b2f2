listener_policy "redirect_self_loop" {
  about {
    severity = "S2"
    title    = "A redirect leads to where the request came from"
    why      = "AWS refuses it in the apply (\"creates a loop\"), which then stops half-way."
    fix      = "Change the protocol, port, host or path in the redirect: for HTTPS protocol = \"HTTPS\" and port = \"443\"."

    configuration = true
  }

  enforcement_level = "mandatory"
  filter            = listener.after && length(listener.redirects) > 0

  enforce {
    condition     = alltrue([for redirect in listener.redirects : !redirect.is_loop])
    error_message = "${listener.address} redirects to ${listener.redirects[0].to}, where the request came from."
  }
}

rule_policy "redirect_self_loop" {
  enforcement_level = "mandatory"
  filter            = rule.after && length(rule.redirects) > 0

  enforce {
    condition     = alltrue([for redirect in rule.redirects : !redirect.is_loop])
    error_message = "${rule.address} redirects to ${rule.redirects[0].to}, where the request came from."
  }
}
