variable "routes" {
  type = list(object({ path = string, pool = string }))
  default = [
    { path = "/cart/*", pool = "shop" },
    { path = "/search/*", pool = "find" },
    { path = "/pay/*", pool = "shop" },
    { path = "/suggest", pool = "find" },
    { path = "/help", pool = "web" },
  ]
}

locals {
  by_pool = { for route in var.routes : route.pool => route.path... }
  by_size = { for pool, paths in local.by_pool : length(paths) => pool... }
}

resource "aws_lb_target_group" "pool" {
  for_each = local.by_pool

  name        = each.key
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "pool" {
  for_each = local.by_pool

  target_group_arn = aws_lb_target_group.pool[each.key].arn
  target_id        = "10.0.1.${100 + length(each.value)}"
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[local.by_size["1"][0]].arn
  }
}

resource "aws_lb_listener_rule" "pool" {
  for_each = local.by_pool

  listener_arn = aws_lb_listener.http.arn
  priority     = index(keys(local.by_pool), each.key) + 1

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[each.key].arn
  }

  condition {
    path_pattern {
      values = each.value
    }
  }
}

resource "aws_lb_listener_rule" "pair" {
  count = length(local.by_size[2])

  listener_arn = aws_lb_listener.http.arn
  priority     = 100 + count.index

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[local.by_size[2][count.index]].arn
  }

  condition {
    host_header {
      values = ["${local.by_size[2][count.index]}.example.com"]
    }
  }
}
