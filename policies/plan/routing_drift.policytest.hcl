# Never unknown: the values of before are known.
locals {
  blue  = [{ type = "forward", target_group_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/blue/1" }]
  green = [{ type = "forward", target_group_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/green/2" }]
}

resource "aws_lb_listener" "shifted" {
  recorded_attrs = { default_action = local.blue }
  prior_attrs    = { port = 80, default_action = local.green }
  attrs          = { default_action = local.blue }

  expect "routing_drift" {
    verdict = "fail"
    message = "look whether this plan takes it back"
  }
}

resource "aws_lb_listener_rule" "reordered" {
  meta           = { operation = "no-op" }
  recorded_attrs = { priority = 1 }
  attrs          = { priority = 2 }

  expect "routing_drift" { verdict = "fail" }
}

resource "aws_lb" "other_subnets" {
  meta           = { operation = "no-op" }
  recorded_attrs = { subnets = ["subnet-1"] }
  attrs          = { name = "shop", subnets = ["subnet-1", "subnet-2"] }

  expect "routing_drift" { verdict = "fail" }
}

resource "aws_lb_target_group" "other_port" {
  meta           = { operation = "no-op" }
  recorded_attrs = { port = 80 }
  attrs          = { name = "api", port = 8080 }

  expect "routing_drift" { verdict = "fail" }
}

# What the provider fills in at the first refresh is no change: nothing, an empty text and an empty list are one.
resource "aws_lb_listener" "filled_in" {
  meta           = { operation = "no-op" }
  recorded_attrs = { default_action = [{ type = "forward", target_group_arn = null, forward = [] }], certificate_arn = null }
  attrs          = { port = 81, default_action = [{ type = "forward", target_group_arn = "", forward = [] }], certificate_arn = "" }

  expect "routing_drift" { verdict = "pass" }
}

# Elements of a set change places.
resource "aws_lb" "sorted" {
  meta           = { operation = "no-op" }
  recorded_attrs = { subnets = ["subnet-2", "subnet-1"] }
  attrs          = { name = "sorted", subnets = ["subnet-1", "subnet-2"] }

  expect "routing_drift" { verdict = "pass" }
}

resource "aws_lb" "tagged" {
  meta           = { operation = "no-op" }
  recorded_attrs = { tags = {} }
  attrs          = { name = "tagged", tags = { owner = "shop" } }

  expect "routing_drift" { verdict = "pass" }
}

# A deployment moves the weights, and the lifecycle says to leave them.
resource "aws_lb_listener" "left_to_a_deployment" {
  meta           = { operation = "no-op", ignore_changes = ["default_action"] }
  recorded_attrs = { default_action = local.blue }
  attrs          = { port = 82, default_action = local.green }

  expect "routing_drift" { verdict = "pass" }
}
