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

variable "weights" {
  type    = map(number)
  default = { blue = 80, green = 20 }
}

resource "aws_instance" "server" {
  for_each = toset(["blue", "green"])

  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.public["a"].id
}

resource "aws_lb_target_group" "pool" {
  for_each = var.weights

  name     = "shop-${each.key}"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "pool" {
  for_each = var.weights

  target_group_arn = aws_lb_target_group.pool[each.key].arn
  target_id        = aws_instance.server[each.key].id
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "forward"

    forward {
      dynamic "target_group" {
        for_each = var.weights

        content {
          arn    = aws_lb_target_group.pool[target_group.key].arn
          weight = target_group.value
        }
      }
    }
  }
}
