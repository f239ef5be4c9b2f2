locals {
  pools = { blue = 8080, green = 9090 }
}

moved {
  from = aws_lb_target_group.blue
  to   = module.pools.aws_lb_target_group.this["blue"]
}

moved {
  from = aws_lb_target_group.green
  to   = module.pools.aws_lb_target_group.this["green"]
}

moved {
  from = aws_lb_listener.web
  to   = aws_lb_listener.this["web"]
}

moved {
  from = aws_lb_target_group_attachment.blue
  to   = aws_lb_target_group_attachment.this["blue"]
}

module "pools" {
  source = "./pools"

  pools  = local.pools
  vpc_id = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "this" {
  for_each = module.pools.arns

  target_group_arn = each.value
  target_id        = "10.0.1.10"
}

resource "aws_lb_listener" "this" {
  for_each = { web = { port = 80, pool = "green" }, test = { port = 8080, pool = "blue" } }

  load_balancer_arn = aws_lb.shop.arn
  port              = each.value.port
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = module.pools.arns[each.value.pool]
  }
}

resource "aws_lb_listener_rule" "blue" {
  listener_arn = aws_lb_listener.this["web"].arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = module.pools.arns["blue"]
  }

  condition {
    path_pattern {
      values = ["/blue"]
    }
  }
}
