locals {
  arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012"
}

scenario "the service and the only listener of its pool are made side by side" {
  resource "aws_lb_target_group" "api" {
    attrs = { name = "api", target_type = "ip" }
  }

  resource "aws_lb_listener" "http" {
    attrs = { port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }] }
  }

  resource "aws_ecs_service" "api" {
    attrs = { name = "api", desired_count = 2, load_balancer = [{ target_group_arn = aws_lb_target_group.api.arn }] }

    expect "ecs_before_listener" {
      verdict  = "fail"
      severity = "S3"
    }
  }
}

# The load balancer takes minutes, and the provider's patience may end before.
scenario "with a load balancer that is made too" {
  resource "aws_lb" "shop" {
    attrs = { name = "shop" }
  }

  resource "aws_lb_target_group" "api" {
    attrs = { name = "api", target_type = "ip" }
  }

  resource "aws_lb_listener" "http" {
    attrs = {
      load_balancer_arn = aws_lb.shop.arn
      port              = 80
      default_action    = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }]
    }
  }

  resource "aws_ecs_service" "api" {
    attrs = { name = "api", desired_count = 2, load_balancer = [{ target_group_arn = aws_lb_target_group.api.arn }] }

    expect "ecs_before_listener" { verdict = "fail" }
  }
}

scenario "the service waits for the listener" {
  resource "aws_lb_target_group" "api" {
    attrs = { name = "api", target_type = "ip" }
  }

  resource "aws_lb_listener" "http" {
    attrs = { port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }] }
  }

  resource "aws_ecs_service" "api" {
    meta  = { depends_on = [aws_lb_listener.http] }
    attrs = { name = "api", desired_count = 2, load_balancer = [{ target_group_arn = aws_lb_target_group.api.arn }] }

    expect "ecs_before_listener" { verdict = "pass" }
  }
}

scenario "the pool is served already" {
  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api", target_type = "ip" }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }] }
  }

  resource "aws_ecs_service" "api" {
    attrs = { name = "api", desired_count = 2, load_balancer = [{ target_group_arn = aws_lb_target_group.api.arn }] }

    expect "ecs_before_listener" { verdict = "pass" }
  }
}

scenario "without the recorded state" {
  recorded_state = false

  resource "aws_lb_target_group" "api" {
    attrs = { name = "api", target_type = "ip" }
  }

  resource "aws_lb_listener" "http" {
    attrs = { port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }] }
  }

  resource "aws_lb_listener" "old" {
    prior_attrs = { port = 81, default_action = [{ type = "fixed-response" }] }
  }

  resource "aws_ecs_service" "api" {
    attrs = { name = "api", desired_count = 2, load_balancer = [{ target_group_arn = aws_lb_target_group.api.arn }] }

    expect "ecs_before_listener" { verdict = "unknown" }
  }
}
