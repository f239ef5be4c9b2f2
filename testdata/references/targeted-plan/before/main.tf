resource "aws_lb_target_group" "this" {
  for_each = toset(["blue"])

  name        = "shop-${each.key}"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "this" {
  for_each = toset(["blue"])

  target_group_arn = aws_lb_target_group.this[each.key].arn
  target_id        = "10.0.1.10"
}

resource "aws_lb_listener" "this" {
  for_each = { web = 80, test = 8080 }

  load_balancer_arn = aws_lb.shop.arn
  port              = each.value
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this["blue"].arn
  }
}
