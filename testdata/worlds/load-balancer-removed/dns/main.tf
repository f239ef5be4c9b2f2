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

data "aws_lb" "shop" {
  name = "shop"
}

resource "aws_route53_zone" "shop" {
  name = "shop.example"
}

resource "aws_route53_record" "www" {
  zone_id = aws_route53_zone.shop.zone_id
  name    = "www.shop.example"
  type    = "A"

  alias {
    name                   = data.aws_lb.shop.dns_name
    zone_id                = data.aws_lb.shop.zone_id
    evaluate_target_health = false
  }
}

