variable "green" {
  type    = bool
  default = true
}

variable "red" {
  type    = bool
  default = false
}

resource "aws_lb_target_group" "blue" {
  name        = "shop-blue"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group" "green" {
  count = var.green ? 1 : 0

  name        = "shop-green"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group" "red" {
  count = var.red ? 1 : 0

  name        = "shop-red"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

locals {
  all = concat([aws_lb_target_group.blue.arn], aws_lb_target_group.green[*].arn, aws_lb_target_group.red[*].arn)

  routes = {
    one      = one(aws_lb_target_group.green[*].arn)
    try      = try(aws_lb_target_group.red[0].arn, aws_lb_target_group.blue.arn)
    coalesce = coalesce(one(aws_lb_target_group.red[*].arn), one(aws_lb_target_group.green[*].arn), aws_lb_target_group.blue.arn)
    concat   = concat(aws_lb_target_group.red.*.arn, aws_lb_target_group.green.*.arn, [aws_lb_target_group.blue.arn])[0]
    length   = length(aws_lb_target_group.red) > 0 ? aws_lb_target_group.red[0].arn : aws_lb_target_group.blue.arn
    join     = join("", aws_lb_target_group.green[*].arn)
    element  = element(concat(aws_lb_target_group.green[*].arn, [""]), 0)
    last     = local.all[length(local.all) - 1]
    red      = one(aws_lb_target_group.red[*].arn)
  }
}

resource "aws_lb_target_group_attachment" "pool" {
  count = 2

  target_group_arn = local.all[count.index]
  target_id        = "10.0.1.10"
}

resource "aws_lb_target_group_attachment" "red" {
  count = length(aws_lb_target_group.red)

  target_group_arn = aws_lb_target_group.red[count.index].arn
  target_id        = "10.0.1.10"
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = var.green ? aws_lb_target_group.green[0].arn : null

    dynamic "forward" {
      for_each = var.green ? [] : [aws_lb_target_group.blue.arn]

      content {
        target_group {
          arn = forward.value
        }
      }
    }
  }
}

resource "aws_lb_listener_rule" "route" {
  for_each = { for name, arn in local.routes : name => arn if name != "red" || var.red }

  listener_arn = aws_lb_listener.http.arn
  priority     = 1 + index(keys(local.routes), each.key)

  action {
    type             = "forward"
    target_group_arn = each.value
  }

  condition {
    path_pattern {
      values = ["/${each.key}"]
    }
  }
}
