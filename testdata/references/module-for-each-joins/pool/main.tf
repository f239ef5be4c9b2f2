variable "name" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "ips" {
  type    = list(string)
  default = []
}

resource "aws_lb_target_group" "this" {
  name        = var.name
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = var.vpc_id
}

resource "aws_lb_target_group_attachment" "this" {
  for_each = toset(var.ips)

  target_group_arn = aws_lb_target_group.this.arn
  target_id        = each.value
}

output "arn" {
  value = aws_lb_target_group.this.arn
}
