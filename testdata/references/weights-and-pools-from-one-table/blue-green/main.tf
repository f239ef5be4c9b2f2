locals {
  colours = ["blue", "green"]
  standby = one(setsubtract(local.colours, [var.switch.live]))
  weights = merge(
    { for colour in local.colours : colour => 0 },
    { (var.switch.live) = var.switch.share },
    { (local.standby) = 100 - var.switch.share },
  )
  shares = [for colour, weight in local.weights : { colour = colour, weight = weight } if weight > 0]
}

resource "aws_lb_target_group" "this" {
  for_each = { for i, colour in local.colours : colour => 8080 + i }

  name        = "${var.name}-${each.key}"
  port        = each.value
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = var.vpc_id
}

resource "aws_lb_target_group_attachment" "this" {
  for_each = aws_lb_target_group.this

  target_group_arn = each.value.arn
  target_id        = "10.0.1.10"
}

resource "aws_lb_listener" "this" {
  load_balancer_arn = var.load_balancer_arn
  port              = var.settings.port
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = length(local.shares) == 1 ? aws_lb_target_group.this[local.shares[0].colour].arn : null

    dynamic "forward" {
      for_each = length(local.shares) > 1 ? { weighted = local.shares } : {}

      content {
        dynamic "target_group" {
          for_each = forward.value

          content {
            arn    = aws_lb_target_group.this[target_group.value.colour].arn
            weight = target_group.value.weight
          }
        }
      }
    }
  }
}

resource "aws_lb_listener_rule" "standby" {
  count = length(var.settings.paths)

  listener_arn = aws_lb_listener.this.arn
  priority     = count.index + 1

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[local.standby].arn
  }

  condition {
    path_pattern {
      values = [var.settings.paths[count.index]]
    }
  }
}

output "live_arn" {
  value = aws_lb_target_group.this[var.switch.live].arn
}
