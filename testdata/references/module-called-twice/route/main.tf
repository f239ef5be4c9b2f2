variable "load_balancer" {
  type = object({ arn = string })
}

variable "port" {
  type = number
}

variable "live" {
  type = any
}

variable "standby" {
  type = object({
    name = string
    arns = map(string)
    list = list(string)
  })
}

resource "aws_lb_listener" "this" {
  load_balancer_arn = var.load_balancer.arn
  port              = var.port
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = var.live.arn
  }
}

resource "aws_lb_listener_rule" "standby" {
  listener_arn = aws_lb_listener.this.arn
  priority     = 10

  action {
    type = "forward"

    forward {
      target_group {
        arn    = var.standby.arns["main"]
        weight = 1
      }
      target_group {
        arn    = var.live["id"]
        weight = 99
      }
    }
  }

  condition {
    path_pattern {
      values = ["/${var.standby.name}"]
    }
  }
}

resource "aws_lb_listener_rule" "list" {
  listener_arn = aws_lb_listener.this.arn
  priority     = 20

  action {
    type             = "forward"
    target_group_arn = var.standby.list[0]
  }

  condition {
    path_pattern {
      values = ["/${var.standby.list[1]}"]
    }
  }
}
