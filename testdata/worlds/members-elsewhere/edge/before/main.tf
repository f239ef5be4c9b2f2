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

data "aws_vpc" "main" {
  default = true
}

data "aws_subnets" "main" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.main.id]
  }
}

resource "aws_lb_target_group" "blue" {
  name     = "shop-blue"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = data.aws_vpc.main.id
}

resource "aws_lb" "shop" {
  name    = "shop"
  subnets = slice(sort(data.aws_subnets.main.ids), 0, 2)
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.blue.arn
  }
}

