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

resource "aws_lb_target_group" "api" {
  name     = "api"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_target_group" "reports" {
  name     = "reports"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
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

resource "aws_lb_listener_rule" "reports" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.reports.arn
  }

  condition {
    path_pattern {
      values = ["/reports/*"]
    }
  }
}

resource "aws_instance" "api" {
  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.public["a"].id
}

# A script of the team registers the server once it is warm.
resource "terraform_data" "registration" {
  input = {
    pool   = aws_lb_target_group.api.arn
    server = aws_instance.api.id
  }
}

resource "aws_service_discovery_instance" "shop" {
  instance_id = "shop"
  service_id  = "srv-2hkeuwvmz4okfhyj"

  attributes = {
    AWS_ALIAS_DNS_NAME = aws_lb.shop.dns_name
  }
}
