# Never unknown: what is destroyed first is gone until it is made again, in every order.
locals {
  arn     = "arn:aws:elasticloadbalancing:eu-central-1:123456789012"
  forward = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }]
  path    = [{ path_pattern = [{ values = ["/api/*"] }] }]
}

scenario "the listener is destroyed before it is made again" {
  resource "aws_lb" "shop" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:loadbalancer/app/shop/1", name = "shop" }
  }

  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }
  }

  resource "aws_lb_listener" "http" {
    meta        = { operation = "replace" }
    prior_attrs = { arn = "${local.arn}:listener/app/shop/1/2", load_balancer_arn = aws_lb.shop.arn, port = 80, default_action = local.forward }
    attrs       = { load_balancer_arn = aws_lb.shop.arn, port = 80, default_action = local.forward }

    expect "rule_on_replaced_listener" {
      verdict = "fail"
      message = "connections are refused in between"
    }
  }
}

scenario "a rule is destroyed before it is made again" {
  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:listener/app/shop/1/2", port = 80, default_action = local.forward }

    expect "rule_on_replaced_listener" { verdict = "pass" }
  }

  resource "aws_lb_listener_rule" "api" {
    meta        = { operation = "replace" }
    prior_attrs = { arn = "${local.arn}:listener-rule/app/shop/1/2/3", listener_arn = aws_lb_listener.http.arn, priority = 1, action = local.forward, condition = local.path }
    attrs       = { listener_arn = aws_lb_listener.http.arn, priority = 2, action = local.forward, condition = local.path }

    expect "rule_on_replaced_listener" {
      verdict = "fail"
      message = "its requests get the default action in between"
    }
  }

  resource "aws_lb_listener_rule" "made_first" {
    meta        = { operation = "replace", create_before_destroy = true }
    prior_attrs = { arn = "${local.arn}:listener-rule/app/shop/1/2/4", listener_arn = aws_lb_listener.http.arn, priority = 5, action = local.forward, condition = local.path }
    attrs       = { listener_arn = aws_lb_listener.http.arn, priority = 6, action = local.forward, condition = local.path }

    expect "rule_on_replaced_listener" { verdict = "pass" }
  }

  resource "aws_lb_listener_rule" "in_place" {
    prior_attrs = { arn = "${local.arn}:listener-rule/app/shop/1/2/5", listener_arn = aws_lb_listener.http.arn, priority = 7, action = local.forward, condition = local.path }
    attrs       = { priority = 8 }

    expect "rule_on_replaced_listener" { verdict = "pass" }
  }
}

# Its load balancer goes with it: that is said of the load balancer.
scenario "the load balancer is replaced" {
  resource "aws_lb" "shop" {
    meta        = { operation = "replace" }
    prior_attrs = { arn = "${local.arn}:loadbalancer/app/shop/1", name = "shop" }
    attrs       = { name = "other" }
  }

  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }
  }

  resource "aws_lb_listener" "http" {
    meta        = { operation = "replace" }
    prior_attrs = { arn = "${local.arn}:listener/app/shop/1/2", load_balancer_arn = aws_lb.shop.arn, port = 80, default_action = local.forward }
    attrs       = { load_balancer_arn = aws_lb.shop.arn, port = 80, default_action = local.forward }

    expect "rule_on_replaced_listener" { verdict = "none" }
  }
}
