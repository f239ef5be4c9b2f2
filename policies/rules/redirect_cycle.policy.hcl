# Proved by one request that is followed from listener to listener.
listener_policy "redirect_cycle" {
  about {
    severity = "S1"
    title    = "Redirects lead in a circle"
    why      = "Browsers give up after twenty redirects (ERR_TOO_MANY_REDIRECTS)."
    fix      = "Let the last of them forward to a pool."
  }

  filter = listener.after && length(listener.redirects) > 0

  enforce {
    condition     = alltrue([for redirect in listener.redirects : length(redirect.cycle) == 0 || redirect.is_loop])
    error_message = "Requests to ${listener.address} are redirected round and round: ${join(" → ", concat(listener.redirects[0].cycle, [listener.redirects[0].cycle[0]]))}."
  }
}

rule_policy "redirect_cycle" {
  filter = rule.after && length(rule.redirects) > 0

  enforce {
    condition     = alltrue([for redirect in rule.redirects : length(redirect.cycle) == 0 || redirect.is_loop])
    error_message = "Requests to ${rule.address} are redirected round and round: ${join(" → ", concat(rule.redirects[0].cycle, [rule.redirects[0].cycle[0]]))}."
  }
}
