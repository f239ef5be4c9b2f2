removed {
  from = aws_lb_target_group.old

  lifecycle {
    destroy = false
  }
}

removed {
  from = aws_lb_target_group_attachment.old

  lifecycle {
    destroy = false
  }
}

data "aws_lb_target_group" "old" {
  name = "shop-old"
}

locals {
  arns = {
    old = data.aws_lb_target_group.old.arn
    new = aws_lb_target_group.new.arn
  }
}

resource "aws_lb_target_group" "new" {
  name        = "shop-new"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "new" {
  target_group_arn = aws_lb_target_group.new.arn
  target_id        = "10.0.1.10"
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "forward"

    forward {
      dynamic "target_group" {
        for_each = local.arns

        content {
          arn    = target_group.value
          weight = target_group.key == "old" ? 90 : 10
        }
      }
    }
  }
}

resource "aws_lb_listener_rule" "new" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = local.arns["new"]
  }

  condition {
    path_pattern {
      values = ["/new"]
    }
  }
}
