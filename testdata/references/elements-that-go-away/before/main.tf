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

resource "aws_eip" "front" {
  for_each = aws_subnet.public

  domain = "vpc"
}

locals {
  addresses = [for key, address in aws_eip.front : { allocation = address.id, subnet = aws_subnet.public[key].id }]
}

resource "aws_lb" "shop" {
  name               = "shop"
  load_balancer_type = "network"

  dynamic "subnet_mapping" {
    for_each = local.addresses

    content {
      subnet_id     = subnet_mapping.value.subnet
      allocation_id = lookup(subnet_mapping.value, "allocation", null)
    }
  }
}

resource "aws_lb_target_group" "shop" {
  name_prefix = "shop-"
  port        = 8080
  protocol    = "TCP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_target_group_attachment" "shop" {
  target_group_arn = aws_lb_target_group.shop.arn
  target_id        = "10.0.1.10"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener" "shop" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.shop.arn
  }

  depends_on = [aws_lb_target_group_attachment.shop]
}
