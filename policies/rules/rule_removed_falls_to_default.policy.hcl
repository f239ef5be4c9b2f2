# A path that goes together with its pools is retired, and a redirect that goes is no pool's traffic.
rule_policy "rule_removed_falls_to_default" {
  about {
    severity = anytrue([for route in rule.prior_routes : route.pool.after]) ? "S1" : "S3"
    title    = "Requests of a rule fall to the default action"
    why      = "No rule of the listener takes these requests after the apply: they get what the default action does, often a fixed 404 or another application."
    fix      = "Keep the condition in a rule of ${rule.listener.address}; when it is meant to go, waive this finding."
  }

  filter  = rule.before && length(rule.prior_routes) > 0 && !rule.default_takes_over
  related = [rule.listener]

  enforce {
    condition     = length(rule.lost) == 0
    error_message = "${rule.after ? "${rule.address} is narrowed" : "${rule.address} goes away"}, and no rule of ${rule.listener.address} takes ${join("; ", rule.lost)} any more."
  }
}
