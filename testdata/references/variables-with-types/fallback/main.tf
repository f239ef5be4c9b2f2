variable "listener_arn" {
  type = string
}

variable "pools" {
  type = map(object({
    arn    = string
    weight = optional(string, "1")
    spare  = optional(bool, false)
  }))
}

variable "name" {
  type     = string
  default  = "green"
  nullable = false
}

resource "aws_lb_listener_rule" "this" {
  listener_arn = var.listener_arn
  priority     = 200

  action {
    type             = "forward"
    target_group_arn = var.pools[var.name].spare ? null : var.pools[var.name].arn
  }

  condition {
    path_pattern {
      values = ["/module"]
    }
  }
}
