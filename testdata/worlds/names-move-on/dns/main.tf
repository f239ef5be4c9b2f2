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

resource "aws_route53_zone" "shop" {
  name = "shop.example"
}

data "aws_ssm_parameter" "shop" {
  name = "/shop/cdn/shop"
}

resource "aws_route53_record" "www" {
  zone_id = aws_route53_zone.shop.zone_id
  name    = "www.shop.example"
  type    = "A"

  alias {
    name                   = data.aws_ssm_parameter.shop.insecure_value
    zone_id                = "Z2FDTNDATAQYW2"
    evaluate_target_health = false
  }
}

resource "aws_route53_record" "assets" {
  zone_id = aws_route53_zone.shop.zone_id
  name    = "assets.shop.example"
  type    = "A"

  alias {
    name                   = data.aws_ssm_parameter.shop.insecure_value
    zone_id                = "Z2FDTNDATAQYW2"
    evaluate_target_health = false
  }
}
