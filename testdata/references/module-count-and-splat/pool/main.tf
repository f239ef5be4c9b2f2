variable "name" {
  type = string
}

variable "vpc_id" {
  type = string
}

resource "aws_lb_target_group" "this" {
  count = 1

  name        = "shop-${var.name}"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = var.vpc_id
}

resource "aws_lb_target_group_attachment" "this" {
  target_group_arn = aws_lb_target_group.this[0].arn
  target_id        = "10.0.1.10"
}

output "arn" {
  value = one(aws_lb_target_group.this[*].arn)
}

output "name" {
  value = var.name
}
