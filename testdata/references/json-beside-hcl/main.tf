locals {
  colours = ["blue", "green"]
}

resource "aws_lb_target_group" "pool" {
  for_each = toset(local.colours)

  name        = "shop-${each.key}"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_listener_rule" "from_json" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = local.arns[local.live]
  }

  condition {
    path_pattern {
      values = ["/live"]
    }
  }
}
