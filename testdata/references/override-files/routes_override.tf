resource "aws_lb_listener" "http" {
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[var.live].arn
  }
}

resource "aws_lb_listener" "test" {
  port = 8081
}
