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
  ports = [80, 443]
}

resource "aws_security_group" "shop" {
  name   = "shop"
  vpc_id = aws_vpc.main.id

  dynamic "ingress" {
    for_each = local.ports

    content {
      from_port   = 0
      to_port     = 0
      protocol    = "-1"
      cidr_blocks = ["10.0.0.0/16"]
      description = "From the VPC"
    }
  }
}

resource "aws_lb" "shop" {
  name            = "shop"
  internal        = true
  subnets         = [for subnet in aws_subnet.public : subnet.id]
  security_groups = [aws_security_group.shop.id]
}

resource "aws_lb_target_group" "shop" {
  name        = "shop"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "shop" {
  target_group_arn = aws_lb_target_group.shop.arn
  target_id        = "10.0.1.10"
}

resource "aws_lb_listener" "shop" {
  for_each = toset([for port in local.ports : tostring(port) if port < 443])

  load_balancer_arn = aws_lb.shop.arn
  port              = each.value
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.shop.arn
  }
}
