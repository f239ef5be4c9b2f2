# Never unknown: a region or account that is not known is not said to be another one.
locals {
  balancer = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/shop/1"
}

resource "aws_lb_listener" "at_home" {
  attrs = {
    load_balancer_arn = local.balancer
    port              = 80
    default_action    = [{ type = "forward", target_group_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/here/1" }]
  }

  expect "region_or_account_mismatch" { verdict = "pass" }
}

resource "aws_lb_listener" "another_region" {
  attrs = {
    load_balancer_arn = local.balancer
    port              = 81
    default_action    = [{ type = "forward", target_group_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/far/1" }]
  }

  expect "region_or_account_mismatch" {
    verdict = "fail"
    message = "in region us-east-1, where its load balancer is not"
  }
}

resource "aws_lb_listener" "another_account" {
  attrs = {
    load_balancer_arn = local.balancer
    port              = 82
    default_action    = [{ type = "forward", target_group_arn = "arn:aws:elasticloadbalancing:eu-central-1:210987654321:targetgroup/theirs/1" }]
  }

  expect "region_or_account_mismatch" {
    verdict = "fail"
    message = "in account 210987654321"
  }
}

resource "aws_lb_target_group" "new" {
  attrs = { name = "new" }
}

# The region of what is made now is not known, and nothing says that it is another one.
resource "aws_lb_listener" "to_a_new_one" {
  attrs = {
    load_balancer_arn = local.balancer
    port              = 83
    default_action    = [{ type = "forward", target_group_arn = aws_lb_target_group.new.arn }]
  }

  expect "region_or_account_mismatch" { verdict = "pass" }
}

resource "aws_lb_listener" "as_it_was" {
  meta = { operation = "no-op" }
  attrs = {
    load_balancer_arn = local.balancer
    port              = 84
    default_action    = [{ type = "forward", target_group_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/far/1" }]
  }

  expect "region_or_account_mismatch" { verdict = "none" }
}
