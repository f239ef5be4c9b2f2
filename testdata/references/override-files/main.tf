variable "live" {
  type    = string
  default = "blue"
}

locals {
  standby = "blue"
  kept    = "green"
}

resource "aws_lb_target_group" "pool" {
  for_each = toset(["blue", "green", "red"])

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

# the blocks of this one are replaced
resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool["blue"].arn
  }
}

# of this one only an argument
resource "aws_lb_listener" "test" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 8080
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[local.kept].arn
  }
}

resource "aws_lb_listener_rule" "standby" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[local.standby].arn
  }

  condition {
    path_pattern {
      values = ["/standby"]
    }
  }
}

module "rule" {
  source = "./rule"

  listener_arn = aws_lb_listener.http.arn
  pool_arn     = aws_lb_target_group.pool["blue"].arn
  path         = "/module"
}
