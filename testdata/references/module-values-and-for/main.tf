module "pool" {
  source   = "./pool"
  for_each = { blue = 80, green = 81 }

  name   = each.key
  vpc_id = aws_vpc.main.id
}

locals {
  arns  = { for key, pool in module.pool : key => pool.arn }
  ports = { for key, pool in module.pool : pool.port => key }
}

resource "aws_lb_listener" "this" {
  for_each = module.pool

  load_balancer_arn = aws_lb.shop.arn
  port              = each.value.port
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = each.value.arn
  }
}

resource "aws_lb_listener_rule" "all" {
  for_each = aws_lb_listener.this

  listener_arn = each.value.arn
  priority     = 10

  action {
    type = "forward"

    forward {
      dynamic "target_group" {
        for_each = local.arns

        content {
          arn    = target_group.value
          weight = target_group.key == each.key ? 100 : 0
        }
      }
    }
  }

  condition {
    path_pattern {
      values = ["/all"]
    }
  }
}

resource "aws_lb_listener_rule" "first" {
  for_each = toset(keys(module.pool))

  listener_arn = aws_lb_listener.this[each.value].arn
  priority     = 20

  action {
    type             = "forward"
    target_group_arn = (values(module.pool)[*].arn)[0]
  }

  condition {
    path_pattern {
      values = ["/first"]
    }
  }
}

resource "aws_lb_listener_rule" "by_port" {
  for_each = local.ports

  listener_arn = aws_lb_listener.this[each.value].arn
  priority     = 30

  action {
    type             = "forward"
    target_group_arn = local.arns[local.ports[each.key == "8080" ? 8081 : 8080]]
  }

  condition {
    path_pattern {
      values = ["/port"]
    }
  }
}
