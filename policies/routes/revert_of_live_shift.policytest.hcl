locals {
  blue_arn  = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/blue/1111111111111111"
  green_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/green/2222222222222222"

  to_blue = [{ type = "forward", forward = [{ target_group = [
    { arn = aws_lb_target_group.blue.arn, weight = 100 },
    { arn = aws_lb_target_group.green.arn, weight = 0 },
  ] }] }]
  to_green = [{ type = "forward", forward = [{ target_group = [
    { arn = aws_lb_target_group.blue.arn, weight = 0 },
    { arn = aws_lb_target_group.green.arn, weight = 100 },
  ] }] }]
}

scenario "somebody had shifted the weights" {
  resource "aws_lb_target_group" "blue" {
    meta  = { operation = "no-op" }
    attrs = { arn = local.blue_arn, name = "blue" }
  }

  resource "aws_lb_target_group" "green" {
    meta  = { operation = "no-op" }
    attrs = { arn = local.green_arn, name = "green" }
  }

  resource "aws_lb_listener" "http" {
    recorded_attrs = { default_action = local.to_blue }
    prior_attrs    = { port = 80, default_action = local.to_green }
    attrs          = { port = 80, default_action = local.to_blue }

    expect "revert_of_live_shift" {
      verdict  = "fail"
      severity = "S1"
      message  = "gives 100 % of its traffic back to aws_lb_target_group.blue, which has 0 % now"
    }
  }
}

# The configuration was changed, and nobody was there before.
scenario "a shift of this plan" {
  resource "aws_lb_target_group" "blue" {
    meta  = { operation = "no-op" }
    attrs = { arn = local.blue_arn, name = "blue" }
  }

  resource "aws_lb_target_group" "green" {
    meta  = { operation = "no-op" }
    attrs = { arn = local.green_arn, name = "green" }
  }

  resource "aws_lb_listener" "http" {
    prior_attrs = { port = 80, default_action = local.to_green }
    attrs       = { port = 80, default_action = local.to_blue }

    expect "revert_of_live_shift" { verdict = "pass" }
  }
}

scenario "only the port of the listener was changed outside" {
  resource "aws_lb_target_group" "blue" {
    meta  = { operation = "no-op" }
    attrs = { arn = local.blue_arn, name = "blue" }
  }

  resource "aws_lb_target_group" "green" {
    meta  = { operation = "no-op" }
    attrs = { arn = local.green_arn, name = "green" }
  }

  resource "aws_lb_listener" "http" {
    recorded_attrs = { port = 8080 }
    prior_attrs    = { port = 80, default_action = local.to_green }
    attrs          = { port = 80, default_action = local.to_blue }

    expect "revert_of_live_shift" { verdict = "pass" }
  }
}

# CodeDeploy owns the two: whichever it made live is.
scenario "a deployment moves the traffic" {
  resource "aws_lb_target_group" "blue" {
    meta  = { operation = "no-op" }
    attrs = { arn = local.blue_arn, name = "blue" }
  }

  resource "aws_lb_target_group" "green" {
    meta  = { operation = "no-op" }
    attrs = { arn = local.green_arn, name = "green" }
  }

  resource "aws_codedeploy_deployment_group" "shop" {
    meta = { operation = "no-op" }
    attrs = { load_balancer_info = [{ target_group_pair_info = [{ target_group = [{ name = "blue" }, { name = "green" }] }] }] }
  }

  resource "aws_lb_listener" "http" {
    prior_attrs = { port = 80, default_action = local.to_green }
    attrs       = { port = 80, default_action = local.to_blue }

    expect "revert_of_live_shift" { verdict = "fail" }
  }
}

scenario "the weights are known after apply" {
  resource "aws_lb_target_group" "blue" {
    meta  = { operation = "no-op" }
    attrs = { arn = local.blue_arn, name = "blue" }
  }

  resource "aws_lb_target_group" "green" {
    meta  = { operation = "no-op" }
    attrs = { arn = local.green_arn, name = "green" }
  }

  resource "aws_lb_listener" "http" {
    recorded_attrs = { default_action = local.to_blue }
    prior_attrs    = { port = 80, default_action = local.to_green }
    attrs = {
      port = 80
      default_action = [{ type = "forward", forward = [{ target_group = [
        { arn = aws_lb_target_group.blue.arn, weight = unknown },
        { arn = aws_lb_target_group.green.arn, weight = 10 },
      ] }] }]
    }

    expect "revert_of_live_shift" { verdict = "unknown" }
  }
}
