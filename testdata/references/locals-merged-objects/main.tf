locals {
  defaults = {
    port   = 8080
    weight = 1
    backup = "api"
  }

  pools = {
    for name, own in {
      api = { weight = 3 }
      web = { port = 8081 }
    } : name => merge(local.defaults, own, { arn = aws_lb_target_group.pool[name].arn })
  }
}

resource "aws_lb_target_group" "pool" {
  for_each = { api = 8080, web = 8081 }

  name        = each.key
  port        = each.value
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "pool" {
  for_each = local.pools

  target_group_arn = each.value.arn
  target_id        = "10.0.1.10"
  port             = each.value.port
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = lookup(local.pools, "nowhere", local.pools["web"]).arn
  }
}

resource "aws_lb_listener_rule" "weighted" {
  for_each = local.pools

  listener_arn = aws_lb_listener.http.arn
  priority     = each.value["port"] - 8000

  action {
    type = "forward"

    forward {
      target_group {
        arn    = each.value.arn
        weight = each.value.weight * 10
      }
      target_group {
        arn    = lookup(local.pools[each.value.backup == each.key ? "web" : each.value.backup], "arn", "")
        weight = lookup(each.value, "weigth", 5)
      }
    }
  }

  condition {
    host_header {
      values = ["${each.key}.example.com"]
    }
  }
}
