plan_policy "plan_deferred" {
  about {
    severity = "S3"
    title    = "A part of the changes is put off to a later plan"
    why      = "What is put off is not in this plan, so nothing was proved of it."
    fix      = "Apply, plan again, and check the next plan too."
  }

  select = "$.format_version"

  enforce {
    condition     = length(plan.deferred) == 0
    error_message = "${length(plan.deferred)} changes are put off to a later plan: ${join(", ", plan.deferred)}."
  }
}
