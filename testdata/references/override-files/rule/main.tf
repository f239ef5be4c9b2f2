variable "listener_arn" {
  type = string
}

variable "pool_arn" {
  type = string
}

variable "path" {
  type = string
}

resource "aws_lb_listener_rule" "this" {
  listener_arn = var.listener_arn
  priority     = 20

  action {
    type             = "forward"
    target_group_arn = var.pool_arn
  }

  condition {
    path_pattern {
      values = [var.path]
    }
  }
}
