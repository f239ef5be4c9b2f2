locals {
  balancers = {
    public  = ["blue", "green"]
    private = ["green"]
  }

  listeners = merge([
    for balancer, pools in local.balancers : {
      for n, pool in pools : "${balancer}:${80 + n}" => {
        balancer = balancer
        port     = 80 + n
        pool     = pool
      }
    }
  ]...)
}

resource "aws_lb" "this" {
  for_each = local.balancers

  name               = each.key
  internal           = each.key == "private"
  load_balancer_type = "application"
  subnets            = values(aws_subnet.public)[*].id
}

resource "aws_lb_target_group" "this" {
  for_each = toset(flatten(values(local.balancers)))

  name        = each.value
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

resource "aws_lb_listener" "this" {
  for_each = local.listeners

  load_balancer_arn = aws_lb.this[each.value.balancer].arn
  port              = each.value.port
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[each.value.pool].arn
  }
}

resource "aws_lb_listener_rule" "other" {
  for_each = aws_lb_listener.this

  listener_arn = each.value.arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[local.listeners[each.key].pool == "blue" ? "green" : "blue"].arn
  }

  condition {
    path_pattern {
      values = ["/${split(":", each.key)[0]}/${each.value.port}"]
    }
  }
}
