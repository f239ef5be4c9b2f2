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

data "aws_lb_target_group" "blue" {
  name = "shop-blue"
}

resource "aws_instance" "blue" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
}

