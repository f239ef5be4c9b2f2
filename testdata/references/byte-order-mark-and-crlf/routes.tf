locals {
  text = <<EOT
green
blue
EOT
  indented = <<-EOT
    blue:
      weight: 30
    green:
      weight: 70
  EOT
  names  = split("\r\n", local.text)
  plain  = split("\n", local.text)
  shares = yamldecode(local.indented)
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[trimspace(local.plain[0])].arn
  }
}

resource "aws_lb_listener_rule" "names" {
  listener_arn = aws_lb_listener.http.arn
  priority     = length(local.names) + 10 * length(local.plain)

  action {
    type             = "forward"
    target_group_arn = try(aws_lb_target_group.pool[local.names[1]], aws_lb_target_group.pool["green"]).arn
  }

  condition {
    path_pattern {
      values = ["/names"]
    }
  }
}

resource "aws_lb_listener_rule" "shares" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 100

  action {
    type = "forward"

    forward {
      dynamic "target_group" {
        for_each = local.shares

        content {
          arn    = aws_lb_target_group.pool[target_group.key].arn
          weight = target_group.value.weight
        }
      }
    }
  }

  condition {
    path_pattern {
      values = ["/shares"]
    }
  }
}
