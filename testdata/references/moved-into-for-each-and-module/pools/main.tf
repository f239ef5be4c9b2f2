variable "pools" {
  type = map(number)
}

variable "vpc_id" {
  type = string
}

resource "aws_lb_target_group" "this" {
  for_each = var.pools

  name        = "shop-${each.key}-${each.value}"
  port        = each.value
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = var.vpc_id

  lifecycle {
    create_before_destroy = true
  }
}

output "arns" {
  value = { for name, pool in aws_lb_target_group.this : name => pool.arn }
}
