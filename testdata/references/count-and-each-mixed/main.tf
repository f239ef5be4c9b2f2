variable "colours" {
  type    = set(string)
  default = ["red", "green", "blue"]
}

locals {
  # blue, green, red
  sorted = sort(var.colours)
}

resource "aws_lb_target_group" "pool" {
  count = length(var.colours)

  name        = "shop-${local.sorted[count.index]}"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "pool" {
  for_each = var.colours

  target_group_arn = aws_lb_target_group.pool[index(local.sorted, each.key)].arn
  target_id        = "10.0.1.${length(each.value)}"
}

resource "aws_lb_listener" "http" {
  for_each = { for i, colour in local.sorted : colour => 80 + i }

  load_balancer_arn = aws_lb.shop.arn
  port              = each.value
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[length(local.sorted) - 1 - index(local.sorted, each.key)].arn
  }
}

resource "aws_lb_listener_rule" "next" {
  count = 3

  listener_arn = aws_lb_listener.http[local.sorted[count.index]].arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[count.index == 2 ? 0 : count.index + 1].arn
  }

  condition {
    path_pattern {
      values = ["/next/*"]
    }
  }
}
