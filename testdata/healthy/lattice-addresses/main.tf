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

resource "aws_vpclattice_service" "shop" {
  name = "shop"
}

resource "aws_vpclattice_target_group" "api" {
  name = "shop-api"
  type = "IP"

  config {
    port           = 8080
    protocol       = "HTTP"
    vpc_identifier = "vpc-0123456789abcdef0"
  }
}

# Addresses of servers that another team runs, in a pool of addresses.
resource "aws_vpclattice_target_group_attachment" "api" {
  for_each = toset(["10.0.1.7", "10.0.2.7"])

  target_group_identifier = aws_vpclattice_target_group.api.id

  target {
    id   = each.key
    port = 8080
  }
}

resource "aws_vpclattice_listener" "http" {
  name               = "http"
  protocol           = "HTTP"
  service_identifier = aws_vpclattice_service.shop.id

  default_action {
    forward {
      target_groups {
        target_group_identifier = aws_vpclattice_target_group.api.id
        weight                  = 100
      }
    }
  }
}
