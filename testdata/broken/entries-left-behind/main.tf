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
  subnets = [for subnet in aws_subnet.public : subnet.id]
}

resource "aws_lb" "side" {
  name               = "side"
  internal           = true
  load_balancer_type = "application"
  subnets            = local.subnets
}

resource "aws_lb_listener" "side" {
  load_balancer_arn = aws_lb.side.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      status_code  = "200"
    }
  }
}

resource "aws_vpc_endpoint_service" "shop" {
  acceptance_required        = false
  network_load_balancer_arns = ["arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/net/link/50dc6c495c0c9188"]

  lifecycle {
    ignore_changes = [network_load_balancer_arns]
  }
}

resource "aws_route53_zone" "shop" {
  name = "shop.example.com"
}

resource "aws_route53_record" "www" {
  zone_id = aws_route53_zone.shop.zone_id
  name    = "www"
  type    = "A"

  alias {
    name                   = aws_lb.shop.dns_name
    zone_id                = aws_lb.shop.zone_id
    evaluate_target_health = false
  }
}

resource "aws_route53_record" "old" {
  zone_id = aws_route53_zone.shop.zone_id
  name    = "old"
  type    = "CNAME"
  ttl     = 60
  records = ["old.example.com"]

  lifecycle {
    ignore_changes = [records]
  }
}

resource "aws_apigatewayv2_api" "shop" {
  name          = "shop"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_vpc_link" "shop" {
  name               = "shop"
  security_group_ids = []
  subnet_ids         = local.subnets
}

resource "aws_apigatewayv2_integration" "shop" {
  api_id             = aws_apigatewayv2_api.shop.id
  integration_type   = "HTTP_PROXY"
  integration_method = "ANY"
  connection_type    = "VPC_LINK"
  connection_id      = aws_apigatewayv2_vpc_link.shop.id
  integration_uri    = aws_lb_listener.side.arn

  lifecycle {
    ignore_changes = [integration_uri]
  }
}
