resource "aws_lb" "protected" {
  attrs = { name = "protected", enable_deletion_protection = true }

  expect "lb_without_deletion_protection" { verdict = "pass" }
}

resource "aws_lb" "open" {
  attrs = { name = "open", enable_deletion_protection = false }

  expect "lb_without_deletion_protection" { verdict = "fail" }
}

resource "aws_lb" "says_nothing" {
  attrs = { name = "says-nothing" }

  expect "lb_without_deletion_protection" { verdict = "fail" }
}

resource "aws_lb" "nobody_knows" {
  attrs = { name = "later", enable_deletion_protection = unknown }

  expect "lb_without_deletion_protection" { verdict = "unknown" }
}

# A classic load balancer has no such protection.
resource "aws_elb" "classic" {
  attrs = { name = "classic", listener = [{ lb_port = 80, instance_port = 80 }] }

  expect "lb_without_deletion_protection" { verdict = "none" }
}

# One that stands is the business of an audit of its state.
resource "aws_lb" "stands" {
  meta  = { operation = "no-op" }
  attrs = { name = "stands" }

  expect "lb_without_deletion_protection" { verdict = "none" }
}
