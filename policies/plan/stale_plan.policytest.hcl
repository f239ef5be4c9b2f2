# Never unknown: both times are known, or the age is not judged.
scenario "older than half a day" {
  meta = { timestamp = "2026-01-01T00:00:00Z" }

  inputs {
    now = "2026-01-01T13:00:00Z"
  }

  expect "stale_plan" { verdict = "fail" }
}

scenario "made just now" {
  meta = { timestamp = "2026-01-01T00:00:00Z" }

  inputs {
    now = "2026-01-01T01:00:00Z"
  }

  expect "stale_plan" { verdict = "pass" }
}

scenario "as old as it may be here" {
  meta = { timestamp = "2026-01-01T00:00:00Z" }

  inputs {
    now                = "2026-01-02T00:00:00Z"
    max_plan_age_hours = 48
  }

  expect "stale_plan" { verdict = "pass" }
}

# No clock is asked.
scenario "nobody says what time it is" {
  meta = { timestamp = "2020-01-01T00:00:00Z" }

  expect "stale_plan" { verdict = "pass" }
}
