variable "weights" {
  type    = string
  default = "{\"blue\": 70, \"green\": 30}"
}

locals {
  yaml = yamldecode(<<-EOT
    pools: [blue, green]
    live: &live green
    routes:
      - path: /cart
        pool: *live
      - path: /find
        pool: blue
  EOT
  )
  csv = csvdecode(<<-EOT
    host,pool,priority
    a.example.com,green,50
    b.example.com,blue,51
  EOT
  )
  again = jsondecode(jsonencode({ first = { pool = "blue" }, list = [1, "green", null] }))
}

resource "aws_lb_target_group" "pool" {
  for_each = toset(local.yaml.pools)

  name        = "shop-${each.key}"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "pool" {
  for_each = jsondecode(var.weights)

  target_group_arn = aws_lb_target_group.pool[each.key].arn
  target_id        = "10.0.1.${each.value}"
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "forward"

    forward {
      dynamic "target_group" {
        for_each = jsondecode(var.weights)

        content {
          arn    = aws_lb_target_group.pool[target_group.key].arn
          weight = target_group.value
        }
      }
    }
  }
}

resource "aws_lb_listener_rule" "yaml" {
  count = length(local.yaml["routes"])

  listener_arn = aws_lb_listener.http.arn
  priority     = count.index + 1

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[local.yaml.routes[count.index].pool].arn
  }

  condition {
    path_pattern {
      values = [local.yaml.routes[count.index].path]
    }
  }
}

resource "aws_lb_listener_rule" "csv" {
  for_each = { for row in local.csv : row.host => row }

  listener_arn = aws_lb_listener.http.arn
  priority     = each.value.priority

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[each.value.pool].arn
  }

  condition {
    host_header {
      values = [each.key]
    }
  }
}

resource "aws_lb_listener_rule" "json" {
  for_each = { first = local.again.first.pool, second = local.again.list[1] }

  listener_arn = aws_lb_listener.http.arn
  priority     = each.key == "first" ? 90 : 91

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[each.value].arn
  }

  condition {
    path_pattern {
      values = ["/${each.key}"]
    }
  }
}
