locals {
  create = var.create && length(var.listeners) > 0

  listener_rules = flatten([
    for listener_key, listener in var.listeners : [
      for rule_key, rule in lookup(listener, "rules", {}) :
      merge(rule, {
        listener_key = listener_key
        rule_key     = rule_key
      })
    ]
  ])

  target_groups = { for k, v in var.target_groups : k => v if local.create && lookup(v, "create", true) }
}

resource "aws_lb_target_group" "this" {
  for_each = local.target_groups

  name        = try(each.value.name, each.key)
  port        = try(each.value.target_type, null) == "lambda" ? null : try(each.value.port, 80)
  protocol    = try(each.value.protocol, "HTTP")
  target_type = "ip"
  vpc_id      = try(each.value.vpc_id, var.vpc_id)
}

resource "aws_lb_target_group_attachment" "this" {
  for_each = { for k, v in local.target_groups : k => v if lookup(v, "target_id", null) != null }

  target_group_arn = aws_lb_target_group.this[each.key].arn
  target_id        = each.value.target_id
  port             = try(each.value.target_port, each.value.port)
}

resource "aws_lb_listener" "this" {
  for_each = { for k, v in var.listeners : k => v if local.create }

  load_balancer_arn = var.load_balancer_arn
  port              = try(each.value.port, 80)
  protocol          = try(each.value.protocol, "HTTP")

  dynamic "default_action" {
    for_each = try([each.value.fixed_response], [])

    content {
      type  = "fixed-response"
      order = try(default_action.value.order, null)

      fixed_response {
        content_type = try(default_action.value.content_type, "text/plain")
        status_code  = try(default_action.value.status_code, null)
      }
    }
  }

  dynamic "default_action" {
    for_each = try([each.value.forward], [])

    content {
      type             = "forward"
      order            = try(default_action.value.order, null)
      target_group_arn = try(default_action.value.target_group_arn, aws_lb_target_group.this[default_action.value.target_group_key].arn, null)
    }
  }

  dynamic "default_action" {
    for_each = try([each.value.weighted_forward], [])

    content {
      type  = "forward"
      order = try(default_action.value.order, null)

      forward {
        dynamic "target_group" {
          for_each = try(default_action.value.target_groups, [])

          content {
            arn    = try(target_group.value.target_group_arn, aws_lb_target_group.this[target_group.value.target_group_key].arn, null)
            weight = try(target_group.value.weight, null)
          }
        }

        dynamic "stickiness" {
          for_each = try([default_action.value.stickiness], [])

          content {
            duration = try(stickiness.value.duration, 60)
            enabled  = try(stickiness.value.enabled, true)
          }
        }
      }
    }
  }
}

resource "aws_lb_listener_rule" "this" {
  for_each = { for rule in local.listener_rules : "${rule.listener_key}/${rule.rule_key}" => rule if local.create }

  listener_arn = try(each.value.listener_arn, aws_lb_listener.this[each.value.listener_key].arn)
  priority     = try(each.value.priority, null)

  dynamic "action" {
    for_each = [for action in each.value.actions : action if lookup(action, "type", "forward") == "forward"]

    content {
      type             = "forward"
      order            = try(action.value.order, null)
      target_group_arn = try(action.value.target_group_arn, aws_lb_target_group.this[action.value.target_group_key].arn, null)
    }
  }

  dynamic "action" {
    for_each = [for action in each.value.actions : action if try(action.type, "") == "weighted-forward"]

    content {
      type = "forward"

      forward {
        dynamic "target_group" {
          for_each = try(action.value.target_groups, [])

          content {
            arn    = try(target_group.value.target_group_arn, aws_lb_target_group.this[target_group.value.target_group_key].arn)
            weight = try(target_group.value.weight, 1)
          }
        }
      }
    }
  }

  dynamic "condition" {
    for_each = [for condition in each.value.conditions : condition if can(condition.path_pattern)]

    content {
      path_pattern {
        values = condition.value.path_pattern.values
      }
    }
  }

  dynamic "condition" {
    for_each = [for condition in each.value.conditions : condition if can(condition.host_header)]

    content {
      host_header {
        values = condition.value.host_header.values
      }
    }
  }
}
