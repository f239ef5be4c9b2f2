variable "secret" {
  type      = string
  sensitive = true
}

variable "parts" {
  type = map(string)
}

resource "aws_lb_target_group" "inner" {
  name        = substr(base64encode(var.secret), 0, 10)
  port        = 80
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = "vpc-0123"
  tags        = var.parts
}

resource "aws_lb_target_group_attachment" "inner" {
  target_group_arn = aws_lb_target_group.inner.arn
  target_id        = var.parts["a"]
}

output "name" {
  value     = aws_lb_target_group.inner.name
  sensitive = true
}
