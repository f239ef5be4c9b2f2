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
  hosts = {
    "a.b[\"c\"]/d"   = "10.0.1.10"
    "with space"     = "10.0.1.11"
    "größe-日本"       = "10.0.1.12"
    "aws_lb.x[0]"    = "10.0.1.13"
    "back\\slash"    = "10.0.1.14"
    "$${not} %%{it}" = "10.0.1.15"
  }
}

resource "aws_network_interface" "host" {
  for_each = local.hosts

  subnet_id   = aws_subnet.public["a"].id
  private_ips = [each.value]
}

resource "aws_lb_target_group" "api" {
  name        = "shop-api"
  port        = 8080
  protocol    = "HTTP"
  vpc_id      = aws_vpc.main.id
  target_type = "ip"
}

resource "aws_lb_target_group_attachment" "host" {
  for_each = local.hosts

  target_group_arn = aws_lb_target_group.api.arn
  target_id        = aws_network_interface.host[each.key].private_ip
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
