locals {
  colours = ["green", "blue"]
}

resource "terraform_data" "plan" {
  for_each = { web = "blue", api = "green" }

  input = { pool = each.value, port = each.key == "web" ? 80 : 8080 }
}

resource "aws_lb_target_group" "pool" {
  for_each = { for n, colour in local.colours : colour => n }

  name        = each.key
  port        = 8080 + each.value
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id

  tags = {
    next = local.colours[(each.value + 1) % length(local.colours)]
  }
}

resource "aws_lb_target_group_attachment" "pool" {
  for_each = { for pool in aws_lb_target_group.pool : pool.name => pool }

  target_group_arn = aws_lb_target_group.pool[each.value.tags.next].arn
  target_id        = "10.0.1.${each.value.port - 8000}"
}

resource "aws_lb_listener" "this" {
  for_each = terraform_data.plan

  load_balancer_arn = aws_lb.shop.arn
  port              = each.value.input.port
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[each.value.input.pool].arn
  }

  tags = {
    pool = each.value.input.pool
  }
}

# the key comes from a tag of the listener, and the pool from a tag of that pool
resource "aws_lb_listener_rule" "next" {
  for_each = aws_lb_listener.this

  listener_arn = each.value.arn
  priority     = each.value.port

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[aws_lb_target_group.pool[each.value.tags["pool"]].tags["next"]].arn
  }

  condition {
    path_pattern {
      values = ["/next"]
    }
  }
}

# a pool is found by the port of another resource, in a map with numbers for keys
resource "aws_lb_listener_rule" "by_port" {
  for_each = { for name, listener in aws_lb_listener.this : listener.port => listener.arn... }

  listener_arn = each.value[0]
  priority     = 1

  action {
    type = "forward"
    target_group_arn = {
      for name, pool in aws_lb_target_group.pool : pool.port => pool.arn
    }[each.key == "80" ? 8080 : 8081]
  }

  condition {
    path_pattern {
      values = ["/port"]
    }
  }
}

# chained for_each: the pool of the rule before
resource "aws_lb_listener_rule" "copied" {
  for_each = aws_lb_listener_rule.next

  listener_arn = each.value.listener_arn
  priority     = 1000 + each.value.priority

  action {
    type             = "forward"
    target_group_arn = each.value.action[0].target_group_arn
  }

  condition {
    path_pattern {
      values = ["/copied"]
    }
  }
}
