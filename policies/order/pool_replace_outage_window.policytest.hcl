# Never unknown: a route that is destroyed first is gone until it is made again, in every order.
locals {
  arn     = "arn:aws:elasticloadbalancing:eu-central-1:123456789012"
  forward = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }]
  path    = [{ path_pattern = [{ values = ["/api/*"] }] }]
}

scenario "the rule goes and comes with its pool" {
  resource "aws_lb_target_group" "api" {
    meta        = { operation = "replace" }
    prior_attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api", port = 80 }
    attrs       = { name = "api", port = 81 }
  }

  resource "aws_lb_listener_rule" "api" {
    meta        = { operation = "replace" }
    prior_attrs = { arn = "${local.arn}:listener-rule/app/shop/1/2/3", priority = 1, action = local.forward, condition = local.path }
    attrs       = { priority = 1, action = local.forward, condition = local.path }

    expect "pool_replace_outage_window" {
      verdict = "fail"
      message = "and made again only after"
    }
  }
}

scenario "the rule is changed in place" {
  resource "aws_lb_target_group" "api" {
    meta        = { operation = "replace", create_before_destroy = true }
    prior_attrs = { arn = "${local.arn}:targetgroup/api/1", name_prefix = "api-", port = 80 }
    attrs       = { name_prefix = "api-", port = 81 }
  }

  resource "aws_lb_listener_rule" "api" {
    prior_attrs = { arn = "${local.arn}:listener-rule/app/shop/1/2/3", priority = 1, action = local.forward, condition = local.path }
    attrs       = { action = local.forward }

    expect "pool_replace_outage_window" { verdict = "pass" }
  }
}

scenario "a rule that is replaced without its pool is the business of rule_on_replaced_listener" {
  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }
  }

  resource "aws_lb_listener_rule" "api" {
    meta        = { operation = "replace" }
    prior_attrs = { arn = "${local.arn}:listener-rule/app/shop/1/2/3", priority = 1, action = local.forward, condition = local.path }
    attrs       = { priority = 1, action = local.forward, condition = local.path }

    expect "pool_replace_outage_window" { verdict = "none" }
  }
}
