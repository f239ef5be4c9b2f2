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

data "aws_lb" "shared" {
  name = "shared"
}

data "aws_lb_listener" "http" {
  load_balancer_arn = data.aws_lb.shared.arn
  port              = 80
}

data "aws_lb_target_group" "search" {
  name = "search"
}

resource "aws_lb_listener_rule" "search" {
  listener_arn = data.aws_lb_listener.http.arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = data.aws_lb_target_group.search.arn
  }

  condition {
    path_pattern {
      values = ["/search/*"]
    }
  }
}
