module "region" {
  source   = "./region"
  for_each = { eu = ["cart", "find"], us = ["cart"] }

  name     = each.key
  services = each.value
  vpc_id   = aws_vpc.main.id
}

locals {
  arns = merge([
    for region, r in module.region : {
      for service, pools in r.services : "${region}/${service}" => pools
    }
  ]...)
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = module.region["us"].services["cart"].green
  }
}

resource "aws_lb_listener_rule" "service" {
  for_each = local.arns

  listener_arn = aws_lb_listener.http.arn
  priority     = 1 + index(sort(keys(local.arns)), each.key)

  action {
    type = "forward"

    forward {
      dynamic "target_group" {
        for_each = each.value

        content {
          arn    = target_group.value
          weight = target_group.key == "blue" ? 60 : 40
        }
      }
    }
  }

  condition {
    path_pattern {
      values = ["/${each.key}/*"]
    }
  }
}
