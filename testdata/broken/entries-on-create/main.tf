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

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "public" {
  for_each = { a = "10.0.1.0/24", b = "10.0.2.0/24" }

  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "eu-central-1${each.key}"
}

# No listener.
resource "aws_lb" "shop" {
  name    = "shop"
  subnets = [for subnet in aws_subnet.public : subnet.id]
}

resource "aws_lb" "internal" {
  name     = "internal"
  internal = true
  subnets  = [for subnet in aws_subnet.public : subnet.id]
}

resource "aws_lb_target_group" "api" {
  name     = "shop-api"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_target_group" "standby" {
  name     = "shop-standby"
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

resource "aws_acm_certificate" "shop" {
  domain_name       = "shop.example.com"
  validation_method = "DNS"
}

# A certificate that nobody validates.
resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.internal.arn
  port              = 8443
  protocol          = "HTTPS"
  certificate_arn   = aws_acm_certificate.shop.arn

  default_action {
    type = "forward"

    forward {
      target_group {
        arn    = aws_lb_target_group.api.arn
        weight = 100
      }

      target_group {
        arn    = aws_lb_target_group.standby.arn
        weight = 0
      }
    }
  }
}

# No certificate at all.
resource "aws_lb_listener" "bare" {
  load_balancer_arn = aws_lb.internal.arn
  port              = 9443
  protocol          = "HTTPS"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api.arn
  }
}

# The standby pool without targets makes the whole load balancer unhealthy.
resource "aws_route53_record" "primary" {
  zone_id        = "Z0123456789ABCDEFGHIJ"
  name           = "api.shop.example.com"
  type           = "A"
  set_identifier = "primary"

  failover_routing_policy {
    type = "PRIMARY"
  }

  alias {
    name                   = aws_lb.internal.dns_name
    zone_id                = aws_lb.internal.zone_id
    evaluate_target_health = true
  }
}

# The default behaviour names an origin that is not there; the one that is there is internal.
resource "aws_cloudfront_distribution" "shop" {
  enabled = true

  origin {
    origin_id   = "shop"
    domain_name = aws_lb.internal.dns_name

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }

  default_cache_behavior {
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    target_origin_id       = "shpo"
    viewer_protocol_policy = "redirect-to-https"
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = true
  }
}

resource "aws_globalaccelerator_accelerator" "shop" {
  name = "shop"
}

resource "aws_globalaccelerator_listener" "shop" {
  accelerator_arn = aws_globalaccelerator_accelerator.shop.arn
  protocol        = "TCP"

  port_range {
    from_port = 8443
    to_port   = 8443
  }
}

# Takes nothing of the traffic.
resource "aws_globalaccelerator_endpoint_group" "shop" {
  listener_arn            = aws_globalaccelerator_listener.shop.arn
  traffic_dial_percentage = 0

  endpoint_configuration {
    endpoint_id = aws_lb.internal.arn
    weight      = 100
  }
}
