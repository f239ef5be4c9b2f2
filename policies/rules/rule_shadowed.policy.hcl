# Rules that match everything are the business of catch_all_hijack; equal ones that of rule_duplicate_conditions.
rule_policy "rule_shadowed" {
  about {
    severity = try(rule.before && length(rule.prior_shadowed_by) == 0, false) == true ? "S1" : "S3"
    title    = "A rule is never reached"
    why      = "A rule with a lower priority number takes every request that this one is for, and sends it elsewhere."
    fix      = "Give ${rule.address} a lower priority number than ${length(rule.hidden_by) > 0 ? rule.hidden_by[0].address : "the other rule"}, or take it out."

    configuration = true
  }

  filter  = rule.after
  related = rule.hidden_by

  enforce {
    condition     = length([for other in rule.hidden_by : other if !other.matches_all]) == 0
    error_message = "${rule.address} gets no request: ${rule.hidden_by[0].address} is asked before it and takes all that it is for."
  }
}
