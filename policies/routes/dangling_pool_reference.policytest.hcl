locals {
  balancer = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/shop/1"
  theirs   = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/theirs/1111111111111111"
  deleted  = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/deleted/2222222222222222"
}

# Whoever has it knows whether it has targets.
resource "aws_lb_listener" "to_one_of_another_state" {
  attrs = { load_balancer_arn = local.balancer, port = 80, default_action = [{ type = "forward", target_group_arn = local.theirs }] }

  expect "dangling_pool_reference" {
    verdict  = "unknown"
    severity = "S3"
    message  = "which is not in this state"
  }
}

# What stays as it was is not looked at again.
resource "aws_lb_listener" "as_it_was" {
  meta  = { operation = "no-op" }
  attrs = { load_balancer_arn = local.balancer, port = 81, default_action = [{ type = "forward", target_group_arn = local.theirs }] }

  expect "dangling_pool_reference" { verdict = "none" }
}

# That is said by region_or_account_mismatch.
resource "aws_lb_listener" "to_another_region" {
  attrs = {
    load_balancer_arn = local.balancer
    port              = 82
    default_action    = [{ type = "forward", target_group_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/far/1" }]
  }

  expect "dangling_pool_reference" { verdict = "none" }
}

resource "aws_lb_target_group" "here" {
  attrs = { name = "here" }
}

resource "aws_lb_listener" "to_one_of_this_plan" {
  attrs = { load_balancer_arn = local.balancer, port = 83, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.here.arn }] }

  expect "dangling_pool_reference" { verdict = "none" }
}

scenario "somebody has deleted it" {
  resource "aws_lb_target_group" "deleted" {
    recorded_attrs = { arn = local.deleted, name = "deleted" }
    attrs          = { name = "deleted" }
  }

  resource "aws_lb_listener" "typed_in" {
    attrs = { load_balancer_arn = local.balancer, port = 80, default_action = [{ type = "forward", target_group_arn = local.deleted }] }

    expect "dangling_pool_reference" {
      verdict  = "fail"
      severity = "S1"
      message  = "which somebody has deleted"
    }
  }
}

scenario "the settings say who fills it" {
  meta = { external_pools = ["*:targetgroup/theirs/*"] }

  resource "aws_lb_listener" "http" {
    attrs = { load_balancer_arn = local.balancer, port = 80, default_action = [{ type = "forward", target_group_arn = local.theirs }] }

    expect "dangling_pool_reference" { verdict = "pass" }
  }
}
