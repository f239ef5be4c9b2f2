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
