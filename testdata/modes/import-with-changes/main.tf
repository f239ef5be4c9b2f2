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

resource "aws_instance" "server" {
  count = 2

  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.public["a"].id
}

resource "aws_lb_target_group" "api" {
  name     = "shop-api"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id

  deregistration_delay = 30
}

resource "aws_lb_target_group_attachment" "api" {
  count = 2

  target_group_arn = aws_lb_target_group.api.arn
  target_id        = aws_instance.server[count.index].id
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

import {
  to = aws_lb_target_group.api
  id = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/shop-api/42e24f04c6fb4d63"
}
