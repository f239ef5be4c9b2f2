locals {
  pools  = toset([for name in fileset("${path.module}/pools", "*.json") : trimsuffix(name, ".json")])
  about  = { for name in local.pools : name => jsondecode(file("${path.module}/pools/${name}.json")) }
  routes = yamldecode(file("${path.root}/routes.yaml")).routes
  hosts  = csvdecode(file("${path.module}/hosts.csv"))
  shares = jsondecode(templatefile("${path.module}/shares.json.tftpl", { live = "green", pools = local.pools }))
}

resource "aws_lb_target_group" "pool" {
  for_each = local.about

  name        = "shop-${each.key}"
  port        = each.value.port
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "pool" {
  for_each = local.about

  target_group_arn = aws_lb_target_group.pool[each.key].arn
  target_id        = each.value.address
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "forward"

    forward {
      dynamic "target_group" {
        for_each = local.shares

        content {
          arn    = aws_lb_target_group.pool[target_group.value.pool].arn
          weight = target_group.value.weight
        }
      }
    }
  }
}

resource "aws_lb_listener_rule" "route" {
  for_each = { for n, route in local.routes : n => route }

  listener_arn = aws_lb_listener.http.arn
  priority     = each.key + 1

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[each.value.pool].arn
  }

  condition {
    path_pattern {
      values = [each.value.path]
    }
  }
}

resource "aws_lb_listener_rule" "host" {
  for_each = { for row in local.hosts : row.host => row.pool }

  listener_arn = aws_lb_listener.http.arn
  priority     = 50 + length(each.value)

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[each.value].arn
  }

  condition {
    host_header {
      values = [each.key]
    }
  }
}

resource "aws_lb_listener_rule" "file" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 100

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[fileexists("${path.module}/live.txt") ? trimspace(file("live.txt")) : "blue"].arn
  }

  condition {
    path_pattern {
      values = ["/file"]
    }
  }
}

# without a file, known all the same
resource "aws_lb_listener_rule" "plain" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 101

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool["blue"].arn
  }

  condition {
    path_pattern {
      values = ["/plain"]
    }
  }
}
