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
  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.public["a"].id
}

resource "aws_lb_target_group" "app" {
  for_each = toset(["a", "b"])

  name     = "shop-${each.key}"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "app" {
  for_each = aws_lb_target_group.app

  target_group_arn = each.value.arn
  target_id        = aws_instance.server.id
}

resource "aws_lb_listener" "hijacked" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 8001
  protocol          = "HTTP"

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      status_code  = "404"
    }
  }
}

resource "aws_lb_listener_rule" "a" {
  listener_arn = aws_lb_listener.hijacked.arn
  priority     = 100

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app["a"].arn
  }

  condition {
    path_pattern {
      values = ["/a/*"]
    }
  }
}

resource "aws_lb_listener_rule" "on_host" {
  listener_arn = aws_lb_listener.hijacked.arn
  priority     = 110

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app["b"].arn
  }

  condition {
    host_header {
      values = ["b.example.com"]
    }
  }
}

resource "aws_lb_listener" "shadowing" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 8002
  protocol          = "HTTP"

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      status_code  = "404"
    }
  }
}

resource "aws_lb_listener_rule" "narrow" {
  listener_arn = aws_lb_listener.shadowing.arn
  priority     = 20

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app["a"].arn
  }

  condition {
    path_pattern {
      values = ["/api/v1/*"]
    }
  }
}

resource "aws_lb_listener" "removing" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 8003
  protocol          = "HTTP"

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      status_code  = "404"
    }
  }
}

resource "aws_lb_listener_rule" "old" {
  listener_arn = aws_lb_listener.removing.arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app["a"].arn
  }

  condition {
    path_pattern {
      values = ["/old/*", "/older"]
    }
  }
}

resource "aws_lb_listener_rule" "shrinks" {
  listener_arn = aws_lb_listener.removing.arn
  priority     = 20

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app["b"].arn
  }

  condition {
    path_pattern {
      values = ["/in/*", "/out/*"]
    }
  }
}

resource "aws_lb_listener" "failing" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 8004
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app["a"].arn
  }
}

resource "aws_lb_listener" "one" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 8005
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app["a"].arn
  }
}
