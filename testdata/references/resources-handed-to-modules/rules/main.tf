variable "listener" {
  type = object({ arn = string })
}

variable "pools" {
  type = map(object({
    arn  = string
    tags = optional(map(string), {})
  }))
}

variable "extra" {
  type = any
}

resource "aws_alb_listener_rule" "pool" {
  for_each = var.pools

  listener_arn = var.listener.arn
  priority     = 1 + index(keys(var.pools), each.key)

  action {
    type             = "forward"
    target_group_arn = each.value.arn
  }

  condition {
    path_pattern {
      values = [each.value.tags.path]
    }
  }
}

resource "aws_lb_listener_rule" "swapped" {
  for_each = var.extra.swap

  listener_arn = var.listener.arn
  priority     = 11 + index(keys(var.extra.swap), each.key)

  action {
    type = "forward"

    forward {
      target_group {
        arn    = each.value.arn
        weight = 9
      }
      target_group {
        arn    = var.extra["alias"]["arn"]
        weight = 1
      }
    }
  }

  condition {
    path_pattern {
      values = ["/swapped/${each.key}"]
    }
  }
}
