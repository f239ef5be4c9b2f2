variable "colours" {
  type    = set(string)
  default = ["blue", "green", "red"]
}

locals {
  shares = [
    { pool = "red", weight = 7 },
    { pool = "blue", weight = 3 },
  ]
}

resource "aws_lb_target_group" "pool" {
  for_each = var.colours

  name        = "shop-${each.value}"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "pool" {
  for_each = var.colours

  target_group_arn = aws_lb_target_group.pool[each.value].arn
  target_id        = "10.0.1.10"
}

resource "aws_lb_listener" "set" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "forward"

    forward {
      dynamic "target_group" {
        for_each = setsubtract(var.colours, ["green"])

        content {
          # the key of an element of a set is the element
          arn    = aws_lb_target_group.pool[target_group.key].arn
          weight = length(target_group.value)
        }
      }
    }
  }
}

resource "aws_lb_listener_rule" "list" {
  listener_arn = aws_lb_listener.set.arn
  priority     = 1

  action {
    type = "forward"

    forward {
      dynamic "target_group" {
        for_each = local.shares

        content {
          arn    = aws_lb_target_group.pool[target_group.value.pool].arn
          weight = target_group.value.weight + target_group.key
        }
      }

      # and one that is not dynamic, between
      target_group {
        arn    = aws_lb_target_group.pool["green"].arn
        weight = 2
      }
    }
  }

  condition {
    path_pattern {
      values = ["/list"]
    }
  }
}

resource "aws_lb_listener_rule" "list_of_names" {
  listener_arn = aws_lb_listener.set.arn
  priority     = 2

  action {
    type = "forward"

    forward {
      dynamic "target_group" {
        for_each = reverse(sort(var.colours))

        content {
          arn    = aws_lb_target_group.pool[target_group.value].arn
          weight = target_group.key * 10
        }
      }
    }
  }

  condition {
    path_pattern {
      values = ["/names"]
    }
  }
}

resource "aws_lb_listener_rule" "map" {
  listener_arn = aws_lb_listener.set.arn
  priority     = 3

  action {
    type = "forward"

    forward {
      dynamic "target_group" {
        for_each = { a = ["green", 1], b = ["blue", 1] }
        iterator = entry

        content {
          arn    = aws_lb_target_group.pool[entry.value[0]].arn
          weight = entry.value[1] + (entry.key == "b" ? 1 : 0)
        }
      }
    }
  }

  condition {
    path_pattern {
      values = ["/map"]
    }
  }
}
