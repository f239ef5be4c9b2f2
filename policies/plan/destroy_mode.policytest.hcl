# Never unknown: the values of what is destroyed are known, and a weight that is masked counts as traffic.
locals {
  arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012"
}

scenario "the stack with its traffic" {
  meta = { mode = "destroy" }

  resource "aws_lb_target_group" "api" {
    prior_attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }
  }

  resource "aws_lb_target_group_attachment" "api" {
    prior_attrs = { target_group_arn = aws_lb_target_group.api.arn, target_id = "i-1" }
  }

  resource "aws_lb_listener" "http" {
    prior_attrs = { arn = "${local.arn}:listener/app/shop/1/2", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }] }
  }

  expect "destroy_mode" {
    verdict  = "fail"
    severity = "S1"
    message  = "such as aws_lb_listener.http"
  }
}

scenario "a stack that only redirects" {
  meta = { mode = "destroy" }

  resource "aws_lb_listener" "http" {
    prior_attrs = { arn = "${local.arn}:listener/app/shop/1/2", default_action = [{ type = "redirect", redirect = [{ port = "443" }] }] }
  }

  expect "destroy_mode" { verdict = "pass" }
}

scenario "a stack without load balancing" {
  meta = { mode = "destroy" }

  resource "aws_sqs_queue" "jobs" {
    prior_attrs = { name = "jobs" }
  }

  expect "destroy_mode" { verdict = "none" }
}

# One listener that goes in an ordinary plan is the business of others.
scenario "an ordinary plan" {
  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }
  }

  resource "aws_lb_listener" "http" {
    prior_attrs = { arn = "${local.arn}:listener/app/shop/1/2", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }] }
  }

  expect "destroy_mode" { verdict = "none" }
}
