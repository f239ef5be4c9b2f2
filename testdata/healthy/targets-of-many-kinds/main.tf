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
  ami           = "ami-03cf127a"
  instance_type = "t3.nano"
  subnet_id     = aws_subnet.public["a"].id
}

resource "aws_lb" "wide" {
  name               = "wide"
  load_balancer_type = "network"
  subnets            = [for subnet in aws_subnet.public : subnet.id]
}

locals {
  targets = {
    shop   = { type = "alb", port = 80, id = aws_lb.shop.arn }
    server = { type = "instance", port = 9000, id = aws_instance.server.id }
  }
}

resource "aws_lb_target_group" "this" {
  for_each = local.targets

  name        = each.key
  port        = each.value.port
  protocol    = "TCP"
  target_type = each.value.type
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "this" {
  for_each = local.targets

  target_group_arn = aws_lb_target_group.this[each.key].arn
  target_id        = each.value.id
  port             = each.value.port

  depends_on = [aws_lb_listener.shop]
}

resource "aws_lb_listener" "wide" {
  for_each = local.targets

  load_balancer_arn = aws_lb.wide.arn
  port              = each.value.port
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[each.key].arn
  }
}

resource "aws_lb_listener" "shop" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      status_code  = "200"
    }
  }
}
