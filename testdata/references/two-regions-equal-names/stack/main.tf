terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "zone" {
  type = string
}

variable "live" {
  type = string
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "public" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = var.zone
}

resource "aws_lb" "shop" {
  name               = "shop"
  load_balancer_type = "network"
  subnets            = [aws_subnet.public.id]
}

resource "aws_lb_target_group" "this" {
  for_each = toset(["blue", "green"])

  name     = "shop-${each.key}"
  port     = 8080
  protocol = "TCP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_launch_template" "fleet" {
  name          = "fleet"
  image_id      = "ami-12c6146b"
  instance_type = "t3.micro"
}

resource "aws_autoscaling_group" "fleet" {
  name                = "fleet"
  min_size            = 1
  max_size            = 1
  vpc_zone_identifier = [aws_subnet.public.id]

  launch_template {
    id      = aws_launch_template.fleet.id
    version = "1"
  }

  lifecycle {
    ignore_changes = [target_group_arns]
  }
}

resource "aws_autoscaling_attachment" "blue" {
  autoscaling_group_name = aws_autoscaling_group.fleet.name
  lb_target_group_arn    = aws_lb_target_group.this["blue"].arn
}

resource "aws_lb_listener" "tcp" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[var.live].arn
  }
}

output "arns" {
  value = { for name, pool in aws_lb_target_group.this : name => pool.arn }
}

output "group" {
  value = aws_autoscaling_group.fleet.name
}
