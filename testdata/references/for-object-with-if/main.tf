variable "pools" {
  type = map(object({
    enabled = bool
    live    = bool
    port    = number
  }))
  default = {
    blue  = { enabled = true, live = false, port = 8080 }
    green = { enabled = true, live = true, port = 8081 }
    old   = { enabled = false, live = true, port = 8082 }
  }
}

locals {
  enabled = { for name, pool in var.pools : name => pool if pool.enabled }
  live    = [for name, pool in local.enabled : name if pool.live]
  standby = { for name, pool in local.enabled : upper(name) => name if !pool.live && pool.port < 8090 }
}

resource "aws_lb_target_group" "pool" {
  for_each = local.enabled

  name        = "shop-${each.key}"
  port        = each.value.port
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "pool" {
  for_each = { for name, pool in var.pools : name => aws_lb_target_group.pool[name].arn if pool.enabled }

  target_group_arn = each.value
  target_id        = "10.0.1.10"
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = one([for name, pool in aws_lb_target_group.pool : pool.arn if contains(local.live, name)])
  }
}

resource "aws_lb_listener_rule" "standby" {
  for_each = local.standby

  listener_arn = aws_lb_listener.http.arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = [for pool in aws_lb_target_group.pool : pool.arn if pool.name == "shop-${each.value}"][0]
  }

  condition {
    http_header {
      http_header_name = "X-Pool"
      values           = [each.key]
    }
  }
}
