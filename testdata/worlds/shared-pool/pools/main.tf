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

resource "aws_lb_target_group" "green" {
  name     = "shop-green"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = data.aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "green" {
  target_group_arn = aws_lb_target_group.green.arn
  target_id        = aws_instance.green.id
}

resource "aws_instance" "green" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
}
