variable "blue_green" {
  type    = string
  default = "blue"
}

locals {
  on = true
}

resource "aws_lb_target_group" "blue" {
  name        = "shop-blue"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group" "green" {
  name        = "shop-green"
  port        = 8081
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "pool" {
  count = 2

  target_group_arn = count.index == 0 ? aws_lb_target_group.blue.arn : aws_lb_target_group.green.arn
  target_id        = "10.0.1.10"
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = var.blue_green == "blue" ? aws_lb_target_group.blue.arn : aws_lb_target_group.green.arn
  }
}

locals {
  routes = {
    # an attribute of a load balancer that stands
    kind = aws_lb.shop.load_balancer_type == "network" ? aws_lb_target_group.blue.arn : aws_lb_target_group.green.arn
    # attributes of a pool that will be made, known from its configuration
    name = startswith(aws_lb_target_group.blue.name, "shop-") ? aws_lb_target_group.blue.arn : aws_lb_target_group.green.arn
    port = aws_lb_target_group.blue.port > aws_lb_target_group.green.port ? aws_lb_target_group.blue.arn : aws_lb_target_group.green.arn
    # nested, with logic
    logic = !local.on ? "" : (var.blue_green != "blue" || local.on && var.blue_green != "green") ? aws_lb_target_group.green.arn : aws_lb_target_group.blue.arn
    # whole resources in both arms
    whole = (local.on ? aws_lb_target_group.blue : aws_lb_target_group.green).arn
    lists = (local.on ? [aws_lb_target_group.green.arn] : [])[0]
    null  = local.on ? aws_lb_target_group.blue.arn : null
    maps  = (var.blue_green == "blue" ? { a = aws_lb_target_group.blue.arn } : { a = aws_lb_target_group.green.arn })["a"]
    size  = length(aws_subnet.public) == 2 ? aws_lb_target_group.green.arn : aws_lb_target_group.blue.arn
  }
}

resource "aws_lb_listener_rule" "route" {
  for_each = local.routes

  listener_arn = aws_lb_listener.http.arn
  priority     = 1 + index(keys(local.routes), each.key)

  action {
    type             = "forward"
    target_group_arn = each.value
  }

  condition {
    path_pattern {
      values = ["/${each.key}"]
    }
  }
}
