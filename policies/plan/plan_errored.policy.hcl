plan_policy "plan_errored" {
  about {
    severity = "S1"
    title    = "Planning stopped at an error, so the plan is not whole"
    why      = "Terraform writes a plan file even when planning ends in an error. What it could not plan is missing from it, and so is missing from every check."
    fix      = "Run the plan again, mend the error that it prints, and check the plan that ends with exit code 0."
  }

  enforcement_level = "mandatory"
  select            = "$.errored"

  enforce {
    condition     = it != true
    error_message = "This plan is not whole: planning stopped at an error, and what is missing from it was not checked."
  }
}
