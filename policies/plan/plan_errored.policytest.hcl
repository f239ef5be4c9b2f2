# Never unknown: a plan says of itself whether planning stopped.
scenario "planning stopped" {
  plan = "../../testdata/broken/plan-errored/plan.json"

  expect "plan_errored" { verdict = "fail" }
}

scenario "a whole plan" {
  resource "aws_lb" "main" {
    attrs = { name = "main" }
  }

  expect "plan_errored" { verdict = "pass" }
}
