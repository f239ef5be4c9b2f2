# Attributes of provider 6.
locals {
  arn  = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup"
  rule = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener-rule/app/shop/1/2"
}

resource "aws_lb_listener_rule" "stays" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.rule}/1", priority = 1 }
}

resource "aws_lb_listener_rule" "goes" {
  prior_attrs = { arn = "${local.rule}/2", priority = 2 }
}

resource "aws_lb_listener_rule" "replaced" {
  meta        = { operation = "replace" }
  prior_attrs = { arn = "${local.rule}/3", priority = 3 }
  attrs       = { priority = 3 }
}

resource "aws_ecs_service" "on_one_that_stays" {
  meta = { operation = "no-op" }
  attrs = {
    name          = "one"
    load_balancer = [{ target_group_arn = "${local.arn}/blue/1", advanced_configuration = [{ alternate_target_group_arn = "${local.arn}/green/2", production_listener_rule = aws_lb_listener_rule.stays.arn }] }]
  }

  expect "ecs_bluegreen_rule_replaced" { verdict = "pass" }
}

resource "aws_ecs_service" "on_one_that_goes" {
  meta = { operation = "no-op" }
  attrs = {
    name          = "two"
    load_balancer = [{ target_group_arn = "${local.arn}/blue/1", advanced_configuration = [{ alternate_target_group_arn = "${local.arn}/green/2", production_listener_rule = "${local.rule}/2" }] }]
  }

  expect "ecs_bluegreen_rule_replaced" {
    verdict = "fail"
    message = "still moves the traffic of aws_lb_listener_rule.goes"
  }
}

resource "aws_ecs_service" "on_the_old_object" {
  meta = { operation = "no-op" }
  attrs = {
    name          = "three"
    load_balancer = [{ target_group_arn = "${local.arn}/blue/1", advanced_configuration = [{ alternate_target_group_arn = "${local.arn}/green/2", test_listener_rule = "${local.rule}/3" }] }]
  }

  expect "ecs_bluegreen_rule_replaced" { verdict = "fail" }
}

# It is given the new one in the same change.
resource "aws_ecs_service" "follows" {
  prior_attrs = {
    name          = "four"
    load_balancer = [{ target_group_arn = "${local.arn}/blue/1", advanced_configuration = [{ alternate_target_group_arn = "${local.arn}/green/2", production_listener_rule = "${local.rule}/3" }] }]
  }
  attrs = {
    name          = "four"
    load_balancer = [{ target_group_arn = "${local.arn}/blue/1", advanced_configuration = [{ alternate_target_group_arn = "${local.arn}/green/2", production_listener_rule = aws_lb_listener_rule.replaced.arn }] }]
  }

  expect "ecs_bluegreen_rule_replaced" { verdict = "pass" }
}

resource "aws_ecs_service" "nobody_knows" {
  attrs = {
    name          = "five"
    load_balancer = [{ target_group_arn = "${local.arn}/blue/1", advanced_configuration = [{ alternate_target_group_arn = "${local.arn}/green/2", production_listener_rule = unknown }] }]
  }

  expect "ecs_bluegreen_rule_replaced" { verdict = "unknown" }
}

resource "aws_ecs_service" "rolling" {
  attrs = { name = "six", load_balancer = [{ target_group_arn = "${local.arn}/blue/1" }] }

  expect "ecs_bluegreen_rule_replaced" { verdict = "none" }
}
