resource "terraform_data" "ready" {
  input = "ready"
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

  target_group_arn = each.value.arn
  target_id        = "10.0.1.10"
}

# by the ARN of a pool that isn't there yet
data "aws_lb_target_group" "by_arn" {
  arn = aws_lb_target_group.pool["green"].arn
}

# by a name that is known, and still after the pool
data "aws_lb_target_group" "by_name" {
  name = "shop-blue"

  depends_on = [aws_lb_target_group.pool]
}

data "aws_lb" "shop" {
  name = "shop"

  depends_on = [terraform_data.ready]
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = data.aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = data.aws_lb_target_group.by_arn.arn
  }
}

resource "aws_lb_listener_rule" "by_name" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 1

  action {
    type             = "forward"
    target_group_arn = data.aws_lb_target_group.by_name.arn
  }

  condition {
    path_pattern {
      values = ["/name"]
    }
  }
}

resource "aws_lb_listener_rule" "chosen" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 2

  action {
    type             = "forward"
    target_group_arn = data.aws_lb.shop.internal ? aws_lb_target_group.pool["blue"].arn : aws_lb_target_group.pool["green"].arn
  }

  condition {
    path_pattern {
      values = ["/chosen"]
    }
  }
}

# not touched by any of it
resource "aws_lb_listener_rule" "plain" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 3

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool["blue"].arn
  }

  condition {
    path_pattern {
      values = ["/plain"]
    }
  }
}
