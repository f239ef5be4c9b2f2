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
  pools = {
    green = 8081
  }
  live = "green"
}

resource "aws_instance" "server" {
  for_each = toset(["blue", "green"])

  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.public["a"].id
}

resource "aws_lb_target_group" "pool" {
  for_each = local.pools

  name     = "shop-${each.key}"
  port     = each.value
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_target_group_attachment" "pool" {
  for_each = local.pools

  target_group_arn = aws_lb_target_group.pool[each.key].arn
  target_id        = aws_instance.server[each.key].id
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[local.live].arn
  }
}
