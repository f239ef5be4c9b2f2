variable "load_balancer_arn" {
  type = string
}

variable "default_pool_arn" {
  type = string
}

variable "checkout_pool_arn" {
  type = string
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = var.load_balancer_arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = var.default_pool_arn
  }
}

resource "aws_lb_listener_rule" "checkout" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 20

  action {
    type             = "forward"
    target_group_arn = var.checkout_pool_arn
  }

  condition {
    path_pattern {
      values = ["/checkout/*"]
    }
  }

  # The deployment pipeline switches the pool of this rule.
  lifecycle {
    ignore_changes = [action]
  }
}
