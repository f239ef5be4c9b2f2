locals {
  live = "green"
}

resource "aws_lb_target_group" "this" {
  for_each = toset(["blue", "green", "red"])

  name        = "shop-${each.key}"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "this" {
  for_each = aws_lb_target_group.this

  target_group_arn = each.value.arn
  target_id        = "10.0.1.10"
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "forward"

    forward {
      dynamic "target_group" {
        for_each = { blue = 50, red = 50 }

        content {
          arn    = aws_lb_target_group.this[target_group.key].arn
          weight = target_group.value
        }
      }
    }
  }

  lifecycle {
    ignore_changes = [default_action]
  }
}

resource "aws_lb_listener_rule" "ignored" {
  for_each = toset(["block", "all", "argument", "latest"])

  listener_arn = aws_lb_listener.http.arn
  priority     = length(each.key)

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[local.live].arn
  }

  condition {
    path_pattern {
      values = ["/${each.key}"]
    }
  }

  # of a rule that is new nothing is ignored
  lifecycle {
    ignore_changes = [action[0].target_group_arn]
  }
}

resource "aws_lb_listener_rule" "all" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 100

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this["red"].arn
  }

  condition {
    path_pattern {
      values = ["/every"]
    }
  }

  lifecycle {
    ignore_changes = all
  }
}

resource "aws_lb_listener_rule" "other" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 101

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this["red"].arn
  }

  condition {
    path_pattern {
      values = ["/other"]
    }
  }

  # what is ignored here doesn't matter to the route
  lifecycle {
    ignore_changes = [tags, priority]
  }
}
