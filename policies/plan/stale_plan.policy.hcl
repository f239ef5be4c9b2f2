# A verdict never depends on the clock of the machine: whoever wants the age of a plan judged says what time it is.
input "now" {
  type        = string
  default     = ""
  description = "The time to hold the plan's own against, such as 2026-01-31T12:00:00Z; without it the age of a plan is not judged."
}

input "max_plan_age_hours" {
  type        = number
  default     = 12
  description = "A plan that is older was made on a state that may have moved on."
}

plan_policy "stale_plan" {
  about {
    severity = "S3"
    title    = "The plan is old"
    why      = "It was made on what was there then. What has changed since is not in it."
    fix      = "Plan again."
  }

  select = "$.timestamp"

  enforce {
    condition     = input.now == "" || timecmp(timeadd(it, "${input.max_plan_age_hours}h"), input.now) >= 0
    error_message = "This plan was made at ${it}, more than ${input.max_plan_age_hours} hours before ${input.now}."
  }
}
