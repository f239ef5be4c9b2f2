# Never unknown: a plan says of itself whether it is whole, and what it leaves out is counted.
scenario "planned with -target" {
  plan = "../../testdata/modes/partial/plan.json"

  expect "plan_partial" { verdict = "fail" }
}

scenario "a whole plan" {
  resource "aws_lb" "main" {
    attrs = { name = "main" }
  }

  expect "plan_partial" { verdict = "pass" }
}

scenario "nothing of load balancing" {
  resource "aws_sqs_queue" "jobs" {
    attrs = { name = "jobs" }
  }

  expect "plan_partial" { verdict = "none" }
}
