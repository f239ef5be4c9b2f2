locals {
  listeners = {
    http = {
      port = 80
      actions = [{
        groups     = { blue = 90, green = 10 }
        stickiness = []
      }]
    }
    test = {
      port = 8080
      actions = [{
        groups     = { green = 1 }
        stickiness = [600]
      }]
    }
    plain = {
      port    = 9091
      actions = [{ pool = "green" }]
    }
  }
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

resource "aws_lb_listener" "this" {
  for_each = local.listeners

  load_balancer_arn = aws_lb.shop.arn
  port              = each.value.port
  protocol          = "HTTP"

  dynamic "default_action" {
    for_each = each.value.actions
    iterator = step

    content {
      type             = "forward"
      order            = step.key + 1
      target_group_arn = try(aws_lb_target_group.pool[step.value.pool].arn, null)

      dynamic "forward" {
        for_each = can(step.value.groups) ? [step.value] : []

        content {
          dynamic "target_group" {
            for_each = forward.value.groups
            iterator = share

            content {
              arn    = aws_lb_target_group.pool[share.key].arn
              weight = share.value
            }
          }

          dynamic "stickiness" {
            for_each = step.value.stickiness

            content {
              enabled  = true
              duration = stickiness.value
            }
          }
        }
      }
    }
  }
}
