variable "vpc_id" {
  type = string
}

variable "port" {
  type = number
}

resource "aws_lb_target_group" "web" {
  name     = var.name
  port     = var.port
  protocol = "HTTP"
  vpc_id   = var.vpc_id
}

output "arn" {
  value = aws_lb_target_group.web.arn
}

variable "name" {
  type = string
}
