resource "terraform_data" "deploy" {
  input = "42"
}

resource "aws_lb_target_group" "pool" {
  for_each = toset(["blue", "green"])

  name        = "shop-${each.key}"
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
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = terraform_data.deploy.id == "none" ? aws_lb_target_group.pool["blue"].arn : aws_lb_target_group.pool["green"].arn
  }
}

resource "aws_lb_listener_rule" "suffix" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 1

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[endswith(aws_lb_target_group.pool["blue"].arn_suffix, "none") ? "green" : "blue"].arn
  }

  condition {
    path_pattern {
      values = ["/suffix"]
    }
  }
}

resource "aws_lb_listener_rule" "index" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 2

  action {
    type             = "forward"
    target_group_arn = values(aws_lb_target_group.pool)[length(terraform_data.deploy.id) == 36 ? 1 : 0].arn
  }

  condition {
    path_pattern {
      values = ["/index"]
    }
  }
}

resource "aws_lb_listener_rule" "dynamic" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 3

  action {
    type = "forward"

    forward {
      dynamic "target_group" {
        for_each = { for name, pool in aws_lb_target_group.pool : name => pool.arn if terraform_data.deploy.id != name }

        content {
          arn    = target_group.value
          weight = 50
        }
      }
    }
  }

  condition {
    path_pattern {
      values = ["/dynamic"]
    }
  }
}

resource "aws_lb_listener_rule" "filtered" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 4

  action {
    type             = "forward"
    target_group_arn = [for pool in aws_lb_target_group.pool : pool.arn if strcontains(pool.arn, "green")][0]
  }

  condition {
    path_pattern {
      values = ["/filtered"]
    }
  }
}

# the condition is unknown and doesn't matter: both arms are the same pool
resource "aws_lb_listener_rule" "either" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 5

  action {
    type             = "forward"
    target_group_arn = terraform_data.deploy.id == "" ? aws_lb_target_group.pool["blue"].arn : aws_lb_target_group.pool["blue"].id
  }

  condition {
    path_pattern {
      values = ["/either"]
    }
  }
}
