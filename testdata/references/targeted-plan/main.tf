locals {
  listeners = { web = 80, test = 8080 }
  live      = "green"
}

resource "aws_lb_target_group" "this" {
  for_each = toset(["blue", "green", "red"])

  name        = "shop-${each.key}"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "this" {
  for_each = toset(["blue", "green"])

  target_group_arn = aws_lb_target_group.this[each.key].arn
  target_id        = "10.0.1.10"
}

resource "aws_lb_listener" "this" {
  for_each = local.listeners

  load_balancer_arn = aws_lb.shop.arn
  port              = each.value
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[each.key == "web" ? local.live : "blue"].arn
  }
}

resource "aws_lb_listener_rule" "blue" {
  for_each = aws_lb_listener.this

  listener_arn = each.value.arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this["red"].arn
  }

  condition {
    path_pattern {
      values = ["/${each.key}"]
    }
  }
}
