locals {
  route = {
    shop = {
      live = local.pools[local.live.colour]
      next = local.pools[local.settings["next"].colour]
    }
  }
  target = local.route.shop.live
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = local.target.arn
  }
}

resource "aws_lb_listener_rule" "next" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 10

  action {
    type = "forward"

    forward {
      target_group {
        arn    = local.route.shop.next.arn
        weight = local.settings.next.share + 1
      }
      target_group {
        arn    = local.route["shop"].live.arn
        weight = local.target.weight
      }
    }
  }

  condition {
    path_pattern {
      values = ["/next"]
    }
  }
}
