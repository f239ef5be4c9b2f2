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

resource "aws_lb_target_group" "api" {
  name     = "shop-api"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "api" {
  target_group_arn = aws_lb_target_group.api.arn
  target_id        = aws_instance.api.id
}

resource "aws_instance" "api" {
  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.public["a"].id
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api.arn
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
    name                   = "dualstack.${aws_lb.shop.dns_name}"
    zone_id                = aws_lb.shop.zone_id
    evaluate_target_health = true
  }
}

# No part of any load balancer's traffic.
resource "aws_route53_record" "mail" {
  zone_id = aws_route53_zone.shop.zone_id
  name    = "mail"
  type    = "A"
  ttl     = 60
  records = [aws_instance.api.private_ip]
}

resource "aws_apigatewayv2_api" "shop" {
  name          = "shop"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_vpc_link" "shop" {
  name               = "shop"
  security_group_ids = []
  subnet_ids         = [for subnet in aws_subnet.public : subnet.id]
}

resource "aws_apigatewayv2_integration" "shop" {
  api_id             = aws_apigatewayv2_api.shop.id
  integration_type   = "HTTP_PROXY"
  integration_method = "ANY"
  connection_type    = "VPC_LINK"
  connection_id      = aws_apigatewayv2_vpc_link.shop.id
  integration_uri    = aws_lb_listener.http.arn
}
