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
  services = {
    cart    = { port = 8080, priority = 10 }
    catalog = { port = 8081, priority = 20 }
    account = { port = 8082, priority = 30 }
  }
}

resource "aws_instance" "server" {
  for_each = local.services

  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.public["b"].id
}

module "pool" {
  source   = "./modules/pool"
  for_each = local.services

  name      = "shop-${each.key}"
  port      = each.value.port
  vpc_id    = aws_vpc.main.id
  target_id = aws_instance.server[each.key].id
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      message_body = "not here"
      status_code  = "404"
    }
  }
}

resource "aws_lb_listener_rule" "service" {
  for_each = local.services

  listener_arn = aws_lb_listener.http.arn
  priority     = each.value.priority

  action {
    type             = "forward"
    target_group_arn = module.pool[each.key].arn
  }

  condition {
    path_pattern {
      values = ["/${each.key}", "/${each.key}/*"]
    }
  }
}
