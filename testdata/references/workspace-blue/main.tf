locals {
  colours = {
    default = { live = "red", port = 80 }
    blue    = { live = "blue", port = 8080 }
  }
  settings = lookup(local.colours, terraform.workspace, local.colours.default)
  arns     = { for name in ["blue", "red"] : name => aws_lb_target_group.pool[name].arn }
}

resource "aws_lb_target_group" "pool" {
  for_each = toset(["blue", "red"])

  name        = "${terraform.workspace}-${each.key}"
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

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = local.settings.port
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = local.arns[local.settings.live]
  }
}

resource "aws_lb_listener_rule" "other" {
  count = terraform.workspace == "default" ? 0 : 1

  listener_arn = aws_lb_listener.http.arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[terraform.workspace == "blue" ? "red" : "blue"].arn
  }

  condition {
    path_pattern {
      values = ["/other"]
    }
  }
}
