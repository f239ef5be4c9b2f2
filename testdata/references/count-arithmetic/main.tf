locals {
  names = ["blue", "green"]
}

resource "aws_lb_target_group" "pool" {
  count = length(local.names)

  name        = "shop-${local.names[count.index]}"
  port        = 8080 + count.index
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "pool" {
  count = 4

  target_group_arn = aws_lb_target_group.pool[floor(count.index / 2)].arn
  target_id        = "10.0.1.${10 + count.index}"
}

resource "aws_lb_listener" "http" {
  count = 2

  load_balancer_arn = aws_lb.shop.arn
  port              = 80 + count.index
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[(count.index + 1) % 2].arn
  }
}

resource "aws_lb_listener_rule" "canary" {
  count = 4

  listener_arn = aws_lb_listener.http[count.index % 2].arn
  priority     = 100 - count.index

  action {
    type             = "forward"
    target_group_arn = element(aws_lb_target_group.pool, count.index + 1).arn
  }

  condition {
    path_pattern {
      values = ["/${count.index}/*"]
    }
  }
}
