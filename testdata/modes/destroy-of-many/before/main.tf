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
  services = toset(["api", "cart", "checkout", "login", "media", "orders", "search", "users"])
  order    = sort(local.services)
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.service["api"].arn
  }
}

resource "aws_lb_target_group" "service" {
  for_each = local.services

  name        = "shop-${each.key}"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "service" {
  for_each = { for pair in setproduct(local.services, [10, 11]) : "${pair[0]}-${pair[1]}" => { service = pair[0], index = pair[1] } }

  target_group_arn = aws_lb_target_group.service[each.value.service].arn
  target_id        = "10.0.1.${each.value.index + 2 * index(local.order, each.value.service)}"
}

resource "aws_lb_listener_rule" "service" {
  for_each = local.services

  listener_arn = aws_lb_listener.http.arn
  priority     = 10 + index(local.order, each.key)

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.service[each.key].arn
  }

  condition {
    path_pattern {
      values = ["/${each.key}/*"]
    }
  }
}

resource "aws_route53_zone" "shop" {
  name = "shop.example"
}

resource "aws_route53_record" "service" {
  for_each = local.services

  zone_id = aws_route53_zone.shop.zone_id
  name    = "${each.key}.shop.example"
  type    = "A"

  alias {
    name                   = aws_lb.shop.dns_name
    zone_id                = aws_lb.shop.zone_id
    evaluate_target_health = false
  }
}
