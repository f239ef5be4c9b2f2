locals {
  ports = { blue = 80, green = 8080 }
}

resource "aws_lb_target_group" "this" {
  for_each = local.ports

  name        = "shop-${each.key}"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "this" {
  for_each = { green = "10.0.1.11", blue = "10.0.1.10" }

  target_group_arn = aws_lb_target_group.this[each.key == "blue" ? "blue" : "green"].arn
  target_id        = each.value
}

resource "aws_lb_listener" "this" {
  for_each = local.ports

  load_balancer_arn = aws_lb.shop.arn
  port              = each.value
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[each.key == "blue" ? "green" : "blue"].arn
  }
}
