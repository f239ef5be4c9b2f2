variable "name" {
  type = string
}

variable "redirect" {
  type = bool
}

variable "internal" {
  type = bool
}

variable "pools" {
  type = list(string)
}

variable "listeners" {
  type = list(number)
}

variable "vpc" {
  type = string
}

variable "subnets" {
  type = list(string)
}

variable "server" {
  type = string
}

locals {
  first = try(aws_lb_target_group.this[var.pools[0]].arn, null)
}

resource "aws_lb" "this" {
  name               = var.name
  internal           = var.internal
  load_balancer_type = "application"
  subnets            = var.subnets
}

resource "aws_lb_target_group" "this" {
  for_each = toset(var.pools)

  name     = "${var.name}-${each.key}"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = var.vpc

  health_check {
    path = each.key == "text" ? "/" : "/healthy"
  }
}

resource "aws_lb_target_group_attachment" "server" {
  for_each = { for name in var.pools : name => aws_lb_target_group.this[name] if name != "spare" }

  target_group_arn = each.value.arn
  target_id        = var.server
}

resource "aws_lb_listener" "this" {
  for_each = { for port in var.listeners : port => port }

  load_balancer_arn = aws_lb.this.arn
  port              = each.value
  protocol          = each.value == 443 ? "HTTPS" : "HTTP"
  certificate_arn   = each.value == 443 ? "arn:aws:iam::123456789012:server-certificate/shop" : null

  dynamic "default_action" {
    for_each = each.value == 80 && var.redirect ? [] : [local.first]

    content {
      type             = "forward"
      target_group_arn = default_action.value
    }
  }

  dynamic "default_action" {
    for_each = each.value == 80 && var.redirect ? [1] : []

    content {
      type = "redirect"

      redirect {
        protocol    = "HTTPS"
        port        = "443"
        status_code = "HTTP_301"
      }
    }
  }
}

resource "aws_lb_listener_rule" "canary" {
  for_each = length(var.pools) > 1 && contains(var.listeners, 443) ? { this = aws_lb_listener.this["443"] } : {}

  listener_arn = each.value.arn
  priority     = 10

  action {
    type = "forward"

    forward {
      dynamic "target_group" {
        for_each = aws_lb_target_group.this

        content {
          arn    = target_group.value.arn
          weight = target_group.key == "green" ? 10 : 90
        }
      }
    }
  }

  condition {
    path_pattern {
      values = ["/canary/*"]
    }
  }
}

resource "aws_lb_listener_rule" "legacy" {
  for_each = var.redirect ? {} : aws_lb_listener.this

  listener_arn = each.value.arn
  priority     = 20

  action {
    type             = "forward"
    target_group_arn = local.first
  }

  condition {
    path_pattern {
      values = ["/old/*"]
    }
  }
}
