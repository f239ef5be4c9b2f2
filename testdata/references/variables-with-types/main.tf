variable "live" {
  type = object({
    pool    = optional(string, "blue")
    weight  = optional(number, 100)
    standby = optional(string)
  })
  default = {}
}

variable "routes" {
  type = map(object({
    path     = optional(string, "/default")
    pool     = optional(string, "blue")
    priority = optional(number)
    shares = optional(list(object({
      pool   = string
      weight = optional(number, 1)
    })), [{ pool = "green" }])
  }))
}

variable "fallback" {
  type     = string
  default  = "green"
  nullable = false
}

variable "maybe" {
  type    = string
  default = null
}

variable "secret" {
  type      = string
  default   = "blue"
  sensitive = true
}

variable "ports" {
  type    = tuple([number, string, bool])
  default = ["8080", 8081, "true"]
}

resource "aws_lb_target_group" "pool" {
  for_each = toset(["blue", "green"])

  name        = "shop-${each.key}"
  port        = var.ports[0]
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "pool" {
  for_each = aws_lb_target_group.pool

  target_group_arn = each.value.arn
  target_id        = "10.0.1.10"
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = var.ports[1]
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[coalesce(var.live.standby, var.live.pool)].arn
  }
}

resource "aws_lb_listener_rule" "route" {
  for_each = var.routes

  listener_arn = aws_lb_listener.http.arn
  priority     = each.value.priority == null ? 50 : each.value.priority

  action {
    type = "forward"

    forward {
      target_group {
        arn    = aws_lb_target_group.pool[each.value.pool].arn
        weight = var.live.weight
      }

      dynamic "target_group" {
        for_each = [for share in each.value.shares : share if share.pool != each.value.pool]

        content {
          arn    = aws_lb_target_group.pool[target_group.value.pool].arn
          weight = target_group.value.weight
        }
      }
    }
  }

  condition {
    path_pattern {
      values = [each.value.path]
    }
  }
}

resource "aws_lb_listener_rule" "fallback" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 100

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[var.maybe != null ? var.maybe : var.fallback].arn
  }

  condition {
    path_pattern {
      values = ["/fallback"]
    }
  }
}

resource "aws_lb_listener_rule" "secret" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 101

  action {
    type             = "forward"
    target_group_arn = { for name, pool in aws_lb_target_group.pool : name => pool.arn }[var.secret]
  }

  condition {
    path_pattern {
      values = [nonsensitive(var.secret) == "blue" ? "/secret" : "/open"]
    }
  }
}

module "fallback" {
  source = "./fallback"

  listener_arn = aws_lb_listener.http.arn
  pools        = { for name, pool in aws_lb_target_group.pool : name => { arn = pool.arn, weight = length(name) } }
  # not nullable in the module: the default there holds
  name = null
}
