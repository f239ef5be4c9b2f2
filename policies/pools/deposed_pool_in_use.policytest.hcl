# Never unknown: a deposed object has an ARN, and what forwards to it names it by that.
locals {
  arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup"
}

scenario "a route still names it" {
  resource "aws_lb_target_group" "blue" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}/blue/2222222222222222" }
    skip  = true
  }

  resource "aws_lb_target_group" "blue" {
    meta        = { deposed = "0a1b2c3d" }
    prior_attrs = { arn = "${local.arn}/blue/1111111111111111" }

    expect "deposed_pool_in_use" {
      verdict = "fail"
      message = "aws_lb_listener.http forwards to it"
    }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { default_action = [{ type = "forward", target_group_arn = "${local.arn}/blue/1111111111111111" }] }
  }
}

scenario "the routes have moved" {
  resource "aws_lb_target_group" "blue" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}/blue/2222222222222222" }
    skip  = true
  }

  resource "aws_lb_target_group" "blue" {
    meta        = { deposed = "0a1b2c3d" }
    prior_attrs = { arn = "${local.arn}/blue/1111111111111111" }

    expect "deposed_pool_in_use" { verdict = "pass" }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.blue.arn }] }
  }
}
