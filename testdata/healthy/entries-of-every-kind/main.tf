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

resource "aws_lb" "shop" {
  name     = "shop"
  internal = false
  subnets  = [for subnet in aws_subnet.public : subnet.id]
}

# Another state adds the listeners: the ARN is handed on.
resource "aws_lb" "shared" {
  name    = "shared"
  subnets = [for subnet in aws_subnet.public : subnet.id]
}

output "shared_arn" {
  value = aws_lb.shared.arn
}

resource "aws_lb" "private" {
  name               = "private"
  internal           = true
  load_balancer_type = "network"
  subnets            = [for subnet in aws_subnet.public : subnet.id]
}

resource "aws_instance" "api" {
  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.public["a"].id
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

resource "aws_lb_target_group" "tcp" {
  name     = "shop-tcp"
  port     = 8080
  protocol = "TCP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "tcp" {
  target_group_arn = aws_lb_target_group.tcp.arn
  target_id        = aws_instance.api.id
}

resource "aws_route53_zone" "shop" {
  name = "shop.example.com"
}

resource "aws_acm_certificate" "shop" {
  domain_name       = "shop.example.com"
  validation_method = "DNS"
}

# A record of the validation: no entry of any load balancer.
resource "aws_route53_record" "validation" {
  for_each = { for option in aws_acm_certificate.shop.domain_validation_options : option.domain_name => option }

  zone_id = aws_route53_zone.shop.zone_id
  name    = each.value.resource_record_name
  type    = each.value.resource_record_type
  ttl     = 60
  records = [each.value.resource_record_value]
}

resource "aws_acm_certificate_validation" "shop" {
  certificate_arn         = aws_acm_certificate.shop.arn
  validation_record_fqdns = [for record in aws_route53_record.validation : record.fqdn]
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = aws_acm_certificate_validation.shop.certificate_arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api.arn
  }
}

# Imported: nothing has to be validated.
resource "aws_acm_certificate" "imported" {
  private_key      = "key"
  certificate_body = "body"
}

resource "aws_lb_listener" "imported" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 8443
  protocol          = "HTTPS"
  certificate_arn   = aws_acm_certificate.imported.arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api.arn
  }
}

resource "aws_lb_listener" "tcp" {
  load_balancer_arn = aws_lb.private.arn
  port              = 443
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.tcp.arn
  }
}

resource "aws_route53_record" "www" {
  zone_id = aws_route53_zone.shop.zone_id
  name    = "www"
  type    = "A"

  alias {
    name                   = aws_lb.shop.dns_name
    zone_id                = aws_lb.shop.zone_id
    evaluate_target_health = true
  }
}

resource "aws_route53_record" "weighted" {
  zone_id        = aws_route53_zone.shop.zone_id
  name           = "api"
  type           = "A"
  set_identifier = "here"

  weighted_routing_policy {
    weight = 0
  }

  alias {
    name                   = aws_lb.shop.dns_name
    zone_id                = aws_lb.shop.zone_id
    evaluate_target_health = true
  }
}

# Leads to nothing of this plan.
resource "aws_route53_record" "mail" {
  zone_id = aws_route53_zone.shop.zone_id
  name    = "mail"
  type    = "CNAME"
  ttl     = 60
  records = ["mail.example.net"]
}

resource "aws_cloudfront_vpc_origin" "private" {
  vpc_origin_endpoint_config {
    name                   = "private"
    arn                    = aws_lb.private.arn
    http_port              = 80
    https_port             = 443
    origin_protocol_policy = "https-only"

    origin_ssl_protocols {
      items    = ["TLSv1.2"]
      quantity = 1
    }
  }
}

resource "aws_cloudfront_distribution" "shop" {
  enabled = true

  origin {
    origin_id   = "shop"
    domain_name = aws_lb.shop.dns_name

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }

  origin {
    origin_id   = "private"
    domain_name = aws_lb.private.dns_name

    vpc_origin_config {
      vpc_origin_id = aws_cloudfront_vpc_origin.private.id
    }
  }

  origin_group {
    origin_id = "both"

    failover_criteria {
      status_codes = [502]
    }

    member {
      origin_id = "shop"
    }

    member {
      origin_id = "private"
    }
  }

  default_cache_behavior {
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    target_origin_id       = "both"
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
    from_port = 443
    to_port   = 443
  }
}

resource "aws_globalaccelerator_endpoint_group" "here" {
  listener_arn = aws_globalaccelerator_listener.shop.arn

  endpoint_configuration {
    endpoint_id = aws_lb.shop.arn
  }
}

# One region dialled to 0 on purpose.
resource "aws_globalaccelerator_endpoint_group" "there" {
  listener_arn            = aws_globalaccelerator_listener.shop.arn
  endpoint_group_region   = "eu-west-1"
  traffic_dial_percentage = 0

  endpoint_configuration {
    endpoint_id = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shop/50dc6c495c0c9188"
    weight      = 100
  }
}

resource "aws_api_gateway_vpc_link" "private" {
  name        = "private"
  target_arns = [aws_lb.private.arn]
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
  integration_uri    = aws_lb_listener.https.arn
}

resource "aws_vpc_endpoint_service" "private" {
  acceptance_required        = false
  network_load_balancer_arns = [aws_lb.private.arn]
}

resource "aws_vpclattice_service" "shop" {
  name = "shop"
}

resource "aws_vpclattice_service_network" "main" {
  name = "main"
}

resource "aws_vpclattice_service_network_service_association" "shop" {
  service_identifier         = aws_vpclattice_service.shop.id
  service_network_identifier = aws_vpclattice_service_network.main.arn
}

resource "aws_vpclattice_target_group" "api" {
  name = "shop-api"
  type = "INSTANCE"

  config {
    port           = 8080
    protocol       = "HTTP"
    vpc_identifier = aws_vpc.main.id
  }
}

# A standby without targets takes no traffic.
resource "aws_vpclattice_target_group" "standby" {
  name = "shop-standby"
  type = "INSTANCE"

  config {
    port           = 8080
    protocol       = "HTTP"
    vpc_identifier = aws_vpc.main.id
  }
}

resource "aws_vpclattice_target_group_attachment" "api" {
  target_group_identifier = aws_vpclattice_target_group.api.id

  target {
    id   = aws_instance.api.id
    port = 8080
  }
}

resource "aws_vpclattice_listener" "lattice" {
  for_each = { http = "HTTP", https = "HTTPS" }

  name               = each.key
  protocol           = each.value
  service_identifier = aws_vpclattice_service.shop.id

  default_action {
    forward {
      target_groups {
        target_group_identifier = aws_vpclattice_target_group.api.arn
        weight                  = 100
      }

      target_groups {
        target_group_identifier = aws_vpclattice_target_group.standby.id
        weight                  = 0
      }
    }
  }
}

# One priority in two listeners.
resource "aws_vpclattice_listener_rule" "orders" {
  for_each = aws_vpclattice_listener.lattice

  name                = "orders"
  listener_identifier = each.value.listener_id
  service_identifier  = aws_vpclattice_service.shop.id
  priority            = 10

  match {
    http_match {
      path_match {
        match {
          prefix = "/orders"
        }
      }
    }
  }

  action {
    forward {
      target_groups {
        target_group_identifier = aws_vpclattice_target_group.api.id
      }
    }
  }
}
