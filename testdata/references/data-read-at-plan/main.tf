data "aws_lb" "shop" {
  name = aws_lb.shop.name
}

data "aws_lb_target_group" "old" {
  for_each = toset(["blue", "green"])

  name = "shop-${each.key}"
}

resource "aws_lb_target_group" "pool" {
  for_each = toset(["blue", "green"])

  name        = "shop-${each.key}"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group" "red" {
  name        = "shop-red"
  port        = data.aws_lb_target_group.old["blue"].port + 1
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = data.aws_lb.shop.vpc_id
}

resource "aws_lb_target_group_attachment" "pool" {
  for_each = aws_lb_target_group.pool

  target_group_arn = each.value.arn
  target_id        = "10.0.1.10"
}

resource "aws_lb_target_group_attachment" "red" {
  target_group_arn = aws_lb_target_group.red.arn
  target_id        = "10.0.1.10"
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = data.aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = data.aws_lb_target_group.old["green"].arn
  }
}

resource "aws_lb_listener_rule" "pool" {
  for_each = merge(
    { for name, pool in data.aws_lb_target_group.old : name => pool.arn },
    { red = aws_lb_target_group.red.arn },
  )

  listener_arn = aws_lb_listener.http.arn
  priority     = length(each.key)

  action {
    type             = "forward"
    target_group_arn = each.value
  }

  condition {
    path_pattern {
      values = ["/${each.key}"]
    }
  }
}

# the data source says which of the new pools is taken
resource "aws_lb_listener_rule" "chosen" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 50

  action {
    type             = "forward"
    target_group_arn = data.aws_lb_target_group.old["green"].port == 8080 ? aws_lb_target_group.red.arn : data.aws_lb_target_group.old["blue"].arn
  }

  condition {
    path_pattern {
      values = ["/chosen"]
    }
  }
}
