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
  type = "INSTANCE"

  config {
    port           = 8080
    protocol       = "HTTP"
    vpc_identifier = "vpc-0123456789abcdef0"
  }
}

resource "aws_vpclattice_target_group" "empty" {
  name = "shop-empty"
  type = "INSTANCE"

  config {
    port           = 8080
    protocol       = "HTTP"
    vpc_identifier = "vpc-0123456789abcdef0"
  }
}

# An address in a pool of instances.
resource "aws_vpclattice_target_group_attachment" "api" {
  target_group_identifier = aws_vpclattice_target_group.api.id

  target {
    id   = "10.0.1.7"
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
        weight                  = 0
      }

      target_groups {
        target_group_identifier = aws_vpclattice_target_group.empty.id
        weight                  = 0
      }
    }
  }
}

resource "aws_vpclattice_listener_rule" "orders" {
  name                = "orders"
  listener_identifier = aws_vpclattice_listener.http.listener_id
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
        target_group_identifier = aws_vpclattice_target_group.empty.id
        weight                  = 100
      }
    }
  }
}

resource "aws_vpclattice_listener_rule" "carts" {
  name                = "carts"
  listener_identifier = aws_vpclattice_listener.http.listener_id
  service_identifier  = aws_vpclattice_service.shop.id
  priority            = 10

  match {
    http_match {
      path_match {
        match {
          prefix = "/carts"
        }
      }
    }
  }

  action {
    fixed_response {
      status_code = 404
    }
  }
}
