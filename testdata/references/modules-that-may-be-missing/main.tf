variable "canary" {
  type    = bool
  default = false
}

module "main" {
  source = "./pool"

  name   = "main"
  vpc_id = aws_vpc.main.id
}

module "canary" {
  source = "./pool"
  count  = var.canary ? 1 : 0

  name   = "canary"
  vpc_id = aws_vpc.main.id
}

module "spare" {
  source   = "./pool"
  for_each = { for name in ["spare", "canary"] : name => name if var.canary || name == "spare" }

  name   = each.value
  vpc_id = aws_vpc.main.id
}

locals {
  routes = {
    try      = try(module.canary[0].arn, module.main.arn)
    one      = one(module.canary[*].arn) == null ? module.spare["spare"].arn : one(module.canary[*].arn)
    found    = lookup({ for name, pool in module.spare : name => pool.arn }, "canary", module.main.arn)
    missing  = try(module.spare["canary"].arn, module.spare["spare"].arn, null)
    length   = length(module.canary) == 1 ? module.canary[0].arn : module.main.arn
    optional = try(module.main.extra.arn, module.spare["spare"].arn)
    all      = concat(module.canary[*].arn, values(module.spare)[*].arn, [module.main.arn])[0]
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "forward"

    forward {
      dynamic "target_group" {
        for_each = compact([for name in ["canary", "spare"] : contains(keys(module.spare), name) ? name : ""])

        content {
          arn    = module.spare[target_group.value].arn
          weight = 10
        }
      }

      dynamic "target_group" {
        for_each = length(module.canary) == 0 ? module.main[*] : module.canary

        content {
          arn    = target_group.value.arn
          weight = 90
        }
      }
    }
  }
}

resource "aws_lb_listener_rule" "route" {
  for_each = local.routes

  listener_arn = aws_lb_listener.http.arn
  priority     = 1 + index(keys(local.routes), each.key)

  action {
    type             = "forward"
    target_group_arn = each.value
  }

  condition {
    path_pattern {
      values = ["/${each.key}"]
    }
  }
}
