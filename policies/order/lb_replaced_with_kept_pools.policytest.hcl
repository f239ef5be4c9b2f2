# Never unknown: what does not come in every order is not said of it.
locals {
  arn     = "arn:aws:elasticloadbalancing:eu-central-1:123456789012"
  forward = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }]
}

scenario "destroyed before it is made again" {
  resource "aws_lb" "shop" {
    meta        = { operation = "replace" }
    prior_attrs = { arn = "${local.arn}:loadbalancer/app/shop/1", name = "shop", internal = false }
    attrs       = { name = "shop", internal = true }

    expect "lb_replaced_with_kept_pools" {
      verdict = "fail"
      message = "and aws_lb_listener.http with it"
    }
  }

  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }
  }

  resource "aws_lb_target_group_attachment" "api" {
    meta  = { operation = "no-op" }
    attrs = { target_group_arn = aws_lb_target_group.api.arn, target_id = "i-1" }
  }

  resource "aws_lb_listener" "http" {
    meta        = { operation = "replace" }
    prior_attrs = { arn = "${local.arn}:listener/app/shop/1/1", load_balancer_arn = aws_lb.shop.arn, port = 80, default_action = local.forward }
    attrs       = { load_balancer_arn = aws_lb.shop.arn, port = 80, default_action = local.forward }
  }
}

scenario "made before the old one is destroyed, with the pools of the old one" {
  resource "aws_lb" "shop" {
    meta        = { operation = "replace", create_before_destroy = true }
    prior_attrs = { arn = "${local.arn}:loadbalancer/app/shop/1", name = "shop-1", internal = false }
    attrs       = { name_prefix = "shop-", internal = true }

    expect "lb_replaced_with_kept_pools" {
      verdict = "fail"
      message = "its pools cannot serve both"
    }
  }

  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }
  }

  resource "aws_lb_listener" "http" {
    meta        = { operation = "replace", create_before_destroy = true }
    prior_attrs = { arn = "${local.arn}:listener/app/shop/1/1", load_balancer_arn = aws_lb.shop.arn, port = 80, default_action = local.forward }
    attrs       = { load_balancer_arn = aws_lb.shop.arn, port = 80, default_action = local.forward }
  }
}

# Subnets, security groups and timeouts are changed in place.
scenario "changed in place" {
  resource "aws_lb" "shop" {
    prior_attrs = { arn = "${local.arn}:loadbalancer/app/shop/1", name = "shop", subnets = ["subnet-1", "subnet-2"] }
    attrs       = { subnets = ["subnet-1", "subnet-3"] }

    expect "lb_replaced_with_kept_pools" { verdict = "pass" }
  }

  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:listener/app/shop/1/1", load_balancer_arn = aws_lb.shop.arn, port = 80, default_action = local.forward }
  }
}

scenario "nothing carries traffic on it" {
  resource "aws_lb" "shop" {
    meta        = { operation = "replace" }
    prior_attrs = { arn = "${local.arn}:loadbalancer/app/shop/1", name = "shop", internal = false }
    attrs       = { name = "shop", internal = true }

    expect "lb_replaced_with_kept_pools" { verdict = "pass" }
  }
}
