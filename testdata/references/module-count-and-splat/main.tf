variable "colours" {
  type    = list(string)
  default = ["blue", "green", "red"]
}

module "pool" {
  source = "./pool"
  count  = length(var.colours)

  name   = var.colours[count.index]
  vpc_id = aws_vpc.main.id
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "forward"

    forward {
      dynamic "target_group" {
        for_each = module.pool[*].arn

        content {
          arn    = target_group.value
          weight = 10 * target_group.key + 1
        }
      }
    }
  }
}

resource "aws_lb_listener_rule" "next" {
  count = 3

  listener_arn = aws_lb_listener.http.arn
  priority     = count.index + 1

  action {
    type             = "forward"
    target_group_arn = module.pool[(count.index + 2) % 3].arn
  }

  condition {
    path_pattern {
      values = ["/next/${module.pool[count.index].name}"]
    }
  }
}

resource "aws_lb_listener_rule" "last" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = element(module.pool.*.arn, length(module.pool) - 1)
  }

  condition {
    path_pattern {
      values = ["/last"]
    }
  }
}
