rule_policy "rule_duplicate_conditions" {
  about {
    severity = "S3"
    title    = "Two rules of a listener match the same requests"
    why      = "Only the one with the lower priority number is ever used; the other one is dead."
    fix      = "Take one of the two out, or tell them apart by a condition."

    configuration = true
  }

  filter  = rule.after
  related = rule.duplicates

  enforce {
    condition     = length(rule.same_priority) > 0 || length(rule.duplicates) == 0
    error_message = "${rule.address} matches just the requests that ${rule.duplicates[0].address} matches."
  }
}
