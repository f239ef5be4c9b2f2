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

data "aws_lb" "old" {
  name = "shop-old"
}

resource "aws_cloudfront_distribution" "shop" {
  enabled             = true
  wait_for_deployment = false

  origin {
    origin_id   = "load-balancer"
    domain_name = data.aws_lb.old.dns_name

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "http-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }

  default_cache_behavior {
    target_origin_id       = "load-balancer"
    viewer_protocol_policy = "allow-all"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]

    forwarded_values {
      query_string = false

      cookies {
        forward = "none"
      }
    }
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

resource "aws_ssm_parameter" "shop" {
  name           = "/shop/cdn/shop"
  type           = "String"
  insecure_value = aws_cloudfront_distribution.shop.domain_name
}
