variable "paths" {
  type = map(string)
  default = {
    "/api/*"  = "api"
    "/v2/*"   = "api"
    "/shop/*" = "web"
  }
}

variable "hosts" {
  type = map(object({ pool = string, priority = number }))
  default = {
    "api.example.com" = { pool = "api", priority = 50 }
    "www.example.com" = { pool = "web", priority = 51 }
  }
}

resource "aws_lb_target_group" "pool" {
  for_each = toset(["shop-api", "shop-web"])

  name        = each.value
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "pool" {
  for_each = aws_lb_target_group.pool

  target_group_arn = each.value.arn
  target_id        = each.key == "shop-api" ? "10.0.1.10" : "10.0.1.11"
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool["shop-web"].arn
  }
}

resource "aws_lb_listener_rule" "path" {
  for_each = var.paths

  listener_arn = aws_lb_listener.http.arn
  priority     = 10 + index(keys(var.paths), each.key)

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool["shop-${each.value}"].arn
  }

  condition {
    path_pattern {
      values = [each.key]
    }
  }
}

resource "aws_lb_listener_rule" "host" {
  for_each = var.hosts

  listener_arn = aws_lb_listener.http.arn
  priority     = each.value.priority

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[format("shop-%s", each.value["pool"])].arn
  }

  condition {
    host_header {
      values = [each.key]
    }
  }
}
