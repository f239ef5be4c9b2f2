variable "name" {
  type = string
}

variable "vpc_id" {
  type = string
}

resource "aws_lb_target_group" "this" {
  name        = var.name
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = var.vpc_id
}

resource "aws_lb_target_group_attachment" "this" {
  target_group_arn = aws_lb_target_group.this.arn
  target_id        = "10.0.1.10"
}

output "group" {
  value = aws_lb_target_group.this
}
