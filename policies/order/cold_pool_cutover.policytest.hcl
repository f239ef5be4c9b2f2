# What a mock refers to in `attrs`, and its `depends_on`, is what the apply makes first.
locals {
  blue   = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/blue/1"
  before = [{ type = "forward", target_group_arn = aws_lb_target_group.blue.arn }]
  after  = [{ type = "forward", target_group_arn = aws_lb_target_group.green.arn }]
}

scenario "the route and the member are made side by side" {
  resource "aws_lb_target_group" "blue" {
    meta  = { operation = "no-op" }
    attrs = { arn = local.blue, name = "blue" }
  }

  resource "aws_lb_target_group" "green" {
    attrs = { name = "green" }
  }

  resource "aws_lb_target_group_attachment" "green" {
    attrs = { target_group_arn = aws_lb_target_group.green.arn, target_id = "i-1" }
  }

  resource "aws_lb_listener" "http" {
    prior_attrs = { port = 80, default_action = local.before }
    attrs       = { port = 80, default_action = local.after }

    expect "cold_pool_cutover" {
      verdict  = "fail"
      severity = "S3"
      message  = "Nothing orders the change of aws_lb_listener.http"
    }
  }
}

scenario "the member is made after the route" {
  resource "aws_lb_target_group" "blue" {
    meta  = { operation = "no-op" }
    attrs = { arn = local.blue, name = "blue" }
  }

  resource "aws_lb_target_group" "green" {
    attrs = { name = "green" }
  }

  resource "aws_lb_target_group_attachment" "green" {
    meta  = { depends_on = [aws_lb_listener.http] }
    attrs = { target_group_arn = aws_lb_target_group.green.arn, target_id = "i-1" }
  }

  resource "aws_lb_listener" "http" {
    prior_attrs = { port = 80, default_action = local.before }
    attrs       = { port = 80, default_action = local.after }

    expect "cold_pool_cutover" {
      verdict  = "fail"
      severity = "S1"
      message  = "before any of its members is registered"
    }
  }
}

scenario "the route waits for the member" {
  resource "aws_lb_target_group" "blue" {
    meta  = { operation = "no-op" }
    attrs = { arn = local.blue, name = "blue" }
  }

  resource "aws_lb_target_group" "green" {
    attrs = { name = "green" }
  }

  resource "aws_lb_target_group_attachment" "green" {
    attrs = { target_group_arn = aws_lb_target_group.green.arn, target_id = "i-1" }
  }

  resource "aws_lb_listener" "http" {
    meta        = { depends_on = [aws_lb_target_group_attachment.green] }
    prior_attrs = { port = 80, default_action = local.before }
    attrs       = { port = 80, default_action = local.after }

    expect "cold_pool_cutover" { verdict = "pass" }
  }
}

scenario "the pool had members before" {
  resource "aws_lb_target_group" "blue" {
    meta  = { operation = "no-op" }
    attrs = { arn = local.blue, name = "blue" }
  }

  resource "aws_lb_target_group" "green" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.blue}2", name = "green" }
  }

  resource "aws_lb_target_group_attachment" "old" {
    meta  = { operation = "no-op" }
    attrs = { target_group_arn = aws_lb_target_group.green.arn, target_id = "i-1" }
  }

  resource "aws_lb_target_group_attachment" "new" {
    attrs = { target_group_arn = aws_lb_target_group.green.arn, target_id = "i-2" }
  }

  resource "aws_lb_listener" "http" {
    prior_attrs = { port = 80, default_action = local.before }
    attrs       = { port = 80, default_action = local.after }

    expect "cold_pool_cutover" { verdict = "pass" }
  }
}

scenario "others may have filled it" {
  resource "aws_lb_target_group" "blue" {
    meta  = { operation = "no-op" }
    attrs = { arn = local.blue, name = "blue" }
  }

  resource "aws_lb_target_group" "green" {
    attrs = { name = "green" }
  }

  output "pool" {
    value = aws_lb_target_group.green.arn
  }

  resource "aws_lb_target_group_attachment" "green" {
    attrs = { target_group_arn = aws_lb_target_group.green.arn, target_id = "i-1" }
  }

  resource "aws_lb_listener" "http" {
    prior_attrs = { port = 80, default_action = local.before }
    attrs       = { port = 80, default_action = local.after }

    expect "cold_pool_cutover" { verdict = "unknown" }
  }
}

# ECS asks for a rule before a service, and a new rule has no traffic to lose.
scenario "a new rule comes before its service" {
  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/shop/1/2", port = 80, default_action = [{ type = "fixed-response" }] }
  }

  resource "aws_lb_target_group" "api" {
    attrs = { name = "api" }
  }

  resource "aws_lb_listener_rule" "api" {
    attrs = { listener_arn = aws_lb_listener.http.arn, priority = 1, action = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }] }

    expect "cold_pool_cutover" {
      verdict  = "fail"
      severity = "S3"
    }
  }

  resource "aws_ecs_service" "api" {
    meta  = { depends_on = [aws_lb_listener_rule.api] }
    attrs = { name = "api", desired_count = 2, load_balancer = [{ target_group_arn = aws_lb_target_group.api.arn }] }
  }
}
