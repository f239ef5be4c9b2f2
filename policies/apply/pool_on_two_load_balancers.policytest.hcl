locals {
  balancer = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app"
  pool     = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup"
}

resource "aws_lb" "shop" {
  attrs = { name = "shop" }
}

resource "aws_lb" "admin" {
  attrs = { name = "admin" }
}

resource "aws_lb_target_group" "of_two" {
  attrs = { name = "of-two" }

  expect "pool_on_two_load_balancers" {
    verdict = "fail"
    message = "is behind aws_lb.admin and aws_lb.shop"
  }
}

# Several listeners of one load balancer are fine.
resource "aws_lb_target_group" "of_one" {
  attrs = { name = "of-one" }

  expect "pool_on_two_load_balancers" { verdict = "pass" }
}

resource "aws_lb_listener" "shop" {
  attrs = {
    load_balancer_arn = aws_lb.shop.arn
    port              = 80
    default_action    = [{ type = "forward", target_group_arn = aws_lb_target_group.of_two.arn }]
  }
}

resource "aws_lb_listener" "admin" {
  attrs = {
    load_balancer_arn = aws_lb.admin.arn
    port              = 80
    default_action    = [{ type = "forward", target_group_arn = aws_lb_target_group.of_two.arn }]
  }
}

resource "aws_lb_listener" "first_of_one" {
  attrs = {
    load_balancer_arn = aws_lb.shop.arn
    port              = 81
    default_action    = [{ type = "forward", target_group_arn = aws_lb_target_group.of_one.arn }]
  }
}

resource "aws_lb_listener" "second_of_one" {
  attrs = {
    load_balancer_arn = aws_lb.shop.arn
    port              = 82
    default_action    = [{ type = "forward", target_group_arn = aws_lb_target_group.of_one.arn }]
  }
}

scenario "a load balancer of another state uses it" {
  resource "aws_lb" "shop" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.balancer}/shop/1", name = "shop" }
  }

  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.pool}/api/1", name = "api", load_balancer_arns = ["${local.balancer}/elsewhere/2"] }

    expect "pool_on_two_load_balancers" {
      verdict = "fail"
      message = "which this plan does not manage, uses it too"
    }
  }

  resource "aws_lb_listener" "new" {
    attrs = {
      load_balancer_arn = aws_lb.shop.arn
      port              = 80
      default_action    = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }]
    }
  }
}

scenario "which load balancer it is, is known after apply" {
  resource "aws_lb" "shop" {
    attrs = { name = "shop" }
  }

  resource "aws_lb" "admin" {
    attrs = { name = "admin" }
  }

  resource "aws_lb_target_group" "api" {
    attrs = { name = "api" }

    expect "pool_on_two_load_balancers" { verdict = "unknown" }
  }

  resource "aws_lb_listener" "here" {
    attrs = {
      load_balancer_arn = aws_lb.shop.arn
      default_action    = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }]
    }
  }

  resource "aws_lb_listener" "there" {
    attrs = {
      load_balancer_arn = unknown == "x" ? aws_lb.shop.arn : aws_lb.admin.arn
      default_action    = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }]
    }
  }
}
