# Never unknown: the protection is that of now, and known.
locals {
  arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app"
}

resource "aws_lb" "protected" {
  prior_attrs = { arn = "${local.arn}/protected/1", name = "protected", enable_deletion_protection = true }

  expect "load_balancer_protected" { verdict = "fail" }
}

resource "aws_lb" "replaced" {
  meta        = { operation = "replace" }
  prior_attrs = { arn = "${local.arn}/replaced/2", name = "replaced", enable_deletion_protection = true, internal = false }
  attrs       = { name = "replaced", enable_deletion_protection = true, internal = true }

  expect "load_balancer_protected" { verdict = "fail" }
}

resource "aws_lb" "open" {
  prior_attrs = { arn = "${local.arn}/open/3", name = "open", enable_deletion_protection = false }

  expect "load_balancer_protected" { verdict = "pass" }
}

# The protection goes in an apply of its own.
resource "aws_lb" "opened" {
  prior_attrs = { arn = "${local.arn}/opened/4", name = "opened", enable_deletion_protection = true }
  attrs       = { enable_deletion_protection = false }

  expect "load_balancer_protected" { verdict = "none" }
}
