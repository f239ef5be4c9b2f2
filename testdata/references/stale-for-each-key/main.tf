locals {
  services = {
    basket = {
      paths = ["/basket"]
      pool  = "blue"
    }
    cart = {
      paths = ["/cart", "/pay"]
      pool  = "green"
    }
    find = {
      paths = ["/find"]
      pool  = "green"
    }
    none = {
      paths = []
      pool  = "green"
    }
  }

  routes = flatten([
    for name, service in local.services : [
      for n, path in service.paths : {
        key  = "${name}-${n}"
        path = path
        arn  = aws_lb_target_group.pool[service.pool].arn
      }
    ]
  ])

  # every arn of the table, three deep
  table = {
    for name, service in local.services : name => {
      for path in service.paths : path => {
        for colour, pool in aws_lb_target_group.pool : (colour == service.pool ? "yes" : "no") => pool.arn
      }
    }
  }
}

resource "aws_lb_target_group" "pool" {
  for_each = toset(distinct([for service in local.services : service.pool]))

  name        = "shop-${each.key}"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "pool" {
  for_each = { for colour, pool in aws_lb_target_group.pool : colour => pool.arn }

  target_group_arn = each.value
  target_id        = "10.0.1.10"
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = local.table["cart"]["/pay"]["no"]
  }
}

resource "aws_lb_listener_rule" "route" {
  for_each = { for n, route in local.routes : route.key => merge(route, { priority = n + 1 }) }

  listener_arn = aws_lb_listener.http.arn
  priority     = each.value.priority

  action {
    type             = "forward"
    target_group_arn = each.value.arn
  }

  condition {
    path_pattern {
      values = [each.value.path]
    }
  }
}
