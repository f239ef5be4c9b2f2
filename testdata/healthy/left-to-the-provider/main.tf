terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

locals {
  pools = {
    shop = { target = "10.0.1.10" }
    api  = { target = "10.0.1.11", version = "HTTP2" }
  }

  listeners = {
    web  = { port = 80 }
    test = { port = 8080, protocol = "HTTP" }
  }

  rules = {
    api   = { pool = "api", path = "/api/*", priority = 5 }
    admin = { pool = "api", path = "/admin/*", priority = 7 }
    basic = { pool = "shop", path = "/basic" }
  }
}

resource "aws_lb_target_group" "this" {
  for_each = local.pools

  name             = each.key
  port             = 8080
  protocol         = "HTTP"
  protocol_version = try(each.value.version, null)
  target_type      = "ip"
  vpc_id           = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "this" {
  for_each = local.pools

  target_group_arn = aws_lb_target_group.this[each.key].arn
  target_id        = each.value.target
}

resource "aws_lb_listener" "this" {
  for_each = local.listeners

  load_balancer_arn = aws_lb.shop.arn
  port              = each.value.port
  protocol          = lookup(each.value, "protocol", null)

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this["shop"].arn
  }
}

resource "aws_lb_listener_rule" "this" {
  for_each = local.rules

  listener_arn = aws_lb_listener.this["web"].arn
  priority     = try(each.value.priority, null)

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[each.value.pool].arn
  }

  condition {
    path_pattern {
      values = [each.value.path]
    }
  }
}

resource "aws_lb" "mail" {
  name               = "mail"
  load_balancer_type = "network"
  subnets            = [for subnet in aws_subnet.public : subnet.id]
}

resource "aws_lb_target_group" "mail" {
  name             = "mail"
  port             = 25
  protocol         = "TCP"
  protocol_version = try(local.pools.mail.version, null)
  target_type      = "ip"
  vpc_id           = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "mail" {
  target_group_arn = aws_lb_target_group.mail.arn
  target_id        = "10.0.1.12"
}

resource "aws_lb_listener" "mail" {
  load_balancer_arn = aws_lb.mail.arn
  port              = 25
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.mail.arn
  }
}
