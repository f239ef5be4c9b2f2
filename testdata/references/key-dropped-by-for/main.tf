variable "retired" {
  type    = list(string)
  default = ["old"]
}

locals {
  pools = {
    old  = { port = 8080, path = "/old" }
    blue = { port = 8081, path = "/blue" }
    new  = { port = 8082, path = "/new" }
  }
  kept = { for name, pool in local.pools : name => pool if !contains(var.retired, name) }
}

resource "aws_lb_target_group" "pool" {
  for_each = local.kept

  name        = "shop-${each.key}"
  port        = each.value.port
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_target_group_attachment" "pool" {
  for_each = aws_lb_target_group.pool

  target_group_arn = each.value.arn
  target_id        = "10.0.1.10"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = values({ for name, pool in aws_lb_target_group.pool : "${pool.port}" => pool.arn })[0]
  }
}

resource "aws_lb_listener_rule" "pool" {
  for_each = { for name, pool in local.kept : name => pool if name != "blue" }

  listener_arn = aws_lb_listener.http.arn
  priority     = each.value.port - 8000

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[each.key].arn
  }

  condition {
    path_pattern {
      values = [each.value.path]
    }
  }
}
