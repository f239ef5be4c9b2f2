variable "maintenance" {
  type    = bool
  default = false
}

locals {
  actions = [
    { order = 1, pool = "green" },
  ]
}

resource "aws_lb_target_group" "pool" {
  for_each = toset(["blue", "green"])

  name        = "shop-${each.key}"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "pool" {
  for_each = aws_lb_target_group.pool

  target_group_arn = aws_lb_target_group.pool[each.key].arn
  target_id        = "10.0.1.10"
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  dynamic "default_action" {
    for_each = var.maintenance ? [1] : []

    content {
      type             = "forward"
      target_group_arn = aws_lb_target_group.pool["blue"].arn
    }
  }

  dynamic "default_action" {
    for_each = var.maintenance ? [] : local.actions

    content {
      type             = "forward"
      order            = default_action.value.order
      target_group_arn = aws_lb_target_group.pool[default_action.value.pool].arn
    }
  }
}

resource "aws_lb_listener_rule" "blue" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 10

  dynamic "action" {
    for_each = { for name, pool in aws_lb_target_group.pool : name => pool if name != "green" }
    iterator = pool

    content {
      type             = "forward"
      order            = 1
      target_group_arn = pool.value.arn
    }
  }

  dynamic "condition" {
    for_each = ["/blue/*"]

    content {
      path_pattern {
        values = [condition.value]
      }
    }
  }
}
