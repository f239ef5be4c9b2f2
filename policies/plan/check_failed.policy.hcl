# Conditions that the authors of the configuration wrote. What only the apply decides is a remark.
plan_policy "check_failed" {
  about {
    severity = it.status == "unknown" ? "S4" : "S3"
    title    = "A condition of the configuration does not hold"
    why      = "Whoever wrote the check wanted to know."
    fix      = "Read the check, and mend what it found."
  }

  select = "$.checks[*]"

  enforce {
    condition     = it.status == "pass"
    error_message = "${it.address.to_display} is ${it.status == "unknown" ? "decided by the apply" : "not met"}."
  }
}
