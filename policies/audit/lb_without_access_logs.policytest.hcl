resource "aws_lb" "with" {
  attrs = { name = "with", access_logs = [{ bucket = "logs", enabled = true }] }

  expect "lb_without_access_logs" { verdict = "pass" }
}

resource "aws_lb" "without" {
  attrs = { name = "without" }

  expect "lb_without_access_logs" { verdict = "fail" }
}

resource "aws_lb" "switched_off" {
  attrs = { name = "off", access_logs = [{ bucket = "logs", enabled = false }] }

  expect "lb_without_access_logs" { verdict = "fail" }
}

resource "aws_lb" "nobody_knows" {
  attrs = { name = "later", access_logs = [{ bucket = "logs", enabled = unknown }] }

  expect "lb_without_access_logs" { verdict = "unknown" }
}

# A Gateway Load Balancer has none.
resource "aws_lb" "gateway" {
  attrs = { name = "gateway", load_balancer_type = "gateway" }

  expect "lb_without_access_logs" { verdict = "none" }
}

data "aws_lb" "of_another_team" {
  attrs = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/theirs/1111111111111111" }
}

# One that stands is the business of an audit of its state.
resource "aws_lb" "stands" {
  meta  = { operation = "no-op" }
  attrs = { name = "stands" }

  expect "lb_without_access_logs" { verdict = "none" }
}
