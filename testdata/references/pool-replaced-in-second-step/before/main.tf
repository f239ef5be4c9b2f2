locals {
  ports = { blue = 8080, green = 8080, red = 8080 }
}

resource "aws_lb_target_group" "pool" {
  for_each = local.ports

  name        = "shop-${each.key}-${each.value}"
  port        = each.value
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_target_group_attachment" "pool" {
  for_each = aws_lb_target_group.pool

  target_group_arn = each.value.arn
  target_id        = "10.0.1.10"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "forward"

    forward {
      dynamic "target_group" {
        for_each = aws_lb_target_group.pool

        content {
          arn    = target_group.value.arn
          weight = 1
        }
      }
    }
  }
}

resource "aws_lb_listener_rule" "live" {
  count = 3

  listener_arn = aws_lb_listener.http.arn
  priority     = count.index + 1

  action {
    type             = "forward"
    target_group_arn = values(aws_lb_target_group.pool)[count.index].arn
  }

  condition {
    path_pattern {
      values = ["/${count.index}"]
    }
  }
}
