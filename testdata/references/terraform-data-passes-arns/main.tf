resource "aws_lb_target_group" "pool" {
  for_each = toset(["blue", "green"])

  name        = "shop-${each.key}"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "pool" {
  for_each = terraform_data.each

  target_group_arn = each.value.output
  target_id        = "10.0.1.10"
}

resource "terraform_data" "each" {
  for_each = aws_lb_target_group.pool

  input = each.value.arn
}

resource "terraform_data" "object" {
  input = {
    live  = aws_lb_target_group.pool["green"].arn
    share = 80
    all   = [for pool in aws_lb_target_group.pool : pool.arn]
  }

  triggers_replace = [aws_lb_target_group.pool["blue"].arn]
}

resource "terraform_data" "next" {
  input = terraform_data.object.output.all[0]
}

resource "terraform_data" "name" {
  input = "blue"
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "forward"

    forward {
      target_group {
        arn    = terraform_data.object.output.live
        weight = terraform_data.object.input.share
      }
      target_group {
        arn    = terraform_data.each["blue"].output
        weight = 20
      }
    }
  }
}

resource "aws_lb_listener_rule" "next" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 1

  action {
    type             = "forward"
    target_group_arn = terraform_data.next.output
  }

  condition {
    path_pattern {
      values = ["/next"]
    }
  }
}

# an input is known where its expression is
resource "aws_lb_listener_rule" "input" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 2

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[terraform_data.name.input].arn
  }

  condition {
    path_pattern {
      values = ["/input"]
    }
  }
}

# planned as unknown, though it can only be "blue"
resource "aws_lb_listener_rule" "output" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 3

  action {
    type             = "forward"
    target_group_arn = terraform_data.name.output == "blue" ? aws_lb_target_group.pool["green"].arn : aws_lb_target_group.pool["blue"].arn
  }

  condition {
    path_pattern {
      values = ["/output"]
    }
  }
}
