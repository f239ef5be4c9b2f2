locals {
  services = {
    cart = { path = "/cart/*", backup = "find" }
    find = { path = "/find/*", backup = "cart" }
  }
}

module "pool" {
  source   = "./pool"
  for_each = local.services

  name   = each.key
  vpc_id = aws_vpc.main.id
  ips    = each.key == "cart" ? ["10.0.1.10", "10.0.1.11"] : ["10.0.1.12"]
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = module.pool["find"].arn
  }
}

resource "aws_lb_listener_rule" "service" {
  for_each = local.services

  listener_arn = aws_lb_listener.http.arn
  priority     = each.key == "cart" ? 10 : 11

  action {
    type = "forward"

    forward {
      target_group {
        arn    = module.pool[each.key].arn
        weight = 100
      }
      target_group {
        arn    = module.pool[each.value.backup].arn
        weight = 1
      }
    }
  }

  condition {
    path_pattern {
      values = [each.value.path]
    }
  }
}
