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

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "public" {
  for_each = { a = "10.0.1.0/24", b = "10.0.2.0/24" }

  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "eu-central-1${each.key}"
}

resource "aws_instance" "api" {
  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.public["a"].id
}

resource "aws_route53_zone" "shop" {
  name = "shop.example.com"
}

resource "aws_launch_template" "api" {
  name          = "api"
  image_id      = "ami-12c6146b"
  instance_type = "t3.micro"
}

resource "aws_elb" "grouped" {
  name    = "grouped"
  subnets = [for subnet in aws_subnet.public : subnet.id]

  listener {
    instance_port     = 8080
    instance_protocol = "http"
    lb_port           = 80
    lb_protocol       = "http"
  }
}

resource "aws_autoscaling_group" "api" {
  name                = "api"
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = [for subnet in aws_subnet.public : subnet.id]
  load_balancers      = [aws_elb.grouped.name]

  launch_template {
    id      = aws_launch_template.api.id
    version = "1"
  }
}

resource "aws_route53_record" "classic" {
  zone_id = aws_route53_zone.shop.zone_id
  name    = "classic"
  type    = "CNAME"
  ttl     = 60
  records = [aws_elb.classic.dns_name]
}

resource "aws_elb" "classic" {
  name      = "classic"
  subnets   = [for subnet in aws_subnet.public : subnet.id]
  instances = [aws_instance.api.id]

  listener {
    instance_port     = 8080
    instance_protocol = "http"
    lb_port           = 80
    lb_protocol       = "http"
  }
}

resource "aws_elb" "attached" {
  name    = "attached"
  subnets = [for subnet in aws_subnet.public : subnet.id]

  listener {
    instance_port     = 8080
    instance_protocol = "http"
    lb_port           = 80
    lb_protocol       = "http"
  }
}

resource "aws_elb_attachment" "attached" {
  elb      = aws_elb.attached.name
  instance = aws_instance.api.id
}
