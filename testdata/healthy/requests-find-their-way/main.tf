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

resource "aws_lb" "second" {
  name               = "second"
  load_balancer_type = "network"
  subnets            = [for subnet in aws_subnet.public : subnet.id]
}

resource "aws_lb_target_group" "tcp" {
  name     = "shop-tcp"
  port     = 8080
  protocol = "TCP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "tcp" {
  target_group_arn = aws_lb_target_group.tcp.arn
  target_id        = aws_instance.server.id
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      protocol    = "HTTPS"
      port        = "443"
      status_code = "HTTP_302"
    }
  }
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = "arn:aws:iam::123456789012:server-certificate/shop"

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      status_code  = "404"
    }
  }
}

resource "aws_lb_listener_rule" "api_renamed" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 11

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

resource "aws_lb_listener_rule" "wide" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 20

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app["b"].arn
  }

  condition {
    path_pattern {
      values = ["/api/*"]
    }
  }
}

resource "aws_lb_listener_rule" "wider" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 50

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app["b"].arn
  }

  condition {
    path_pattern {
      values = ["/w*"]
    }
  }
}

resource "aws_lb_listener_rule" "wider_on_host" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 60

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app["b"].arn
  }

  condition {
    path_pattern {
      values = ["/v/*"]
    }
  }

  condition {
    host_header {
      values = ["V.example.com"]
    }
  }
}

resource "aws_lb_listener_rule" "v" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 61

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app["a"].arn
  }

  condition {
    path_pattern {
      values = ["/v/*"]
    }
  }
}

resource "aws_lb_listener_rule" "upper" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 62

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app["b"].arn
  }

  condition {
    path_pattern {
      values = ["/V/*"]
    }
  }
}

resource "aws_lb_listener_rule" "everything_else" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 1000

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app["a"].arn
  }

  condition {
    path_pattern {
      values = ["/*"]
    }
  }
}

resource "aws_lb_listener" "same" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 8080
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app["b"].arn
  }
}

resource "aws_lb_listener_rule" "alone" {
  listener_arn = aws_lb_listener.same.arn

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app["a"].arn
  }

  condition {
    path_pattern {
      values = ["/alone"]
    }
  }
}

resource "aws_lb_listener_rule" "www" {
  listener_arn = aws_lb_listener.same.arn
  priority     = 10

  action {
    type = "redirect"

    redirect {
      host        = "www.example.com"
      status_code = "HTTP_302"
    }
  }

  condition {
    host_header {
      values = ["example.com"]
    }
  }
}

resource "aws_lb_listener_rule" "login" {
  listener_arn = aws_lb_listener.same.arn
  priority     = 20

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app["a"].arn
  }

  condition {
    path_pattern {
      values = ["/login"]
    }
  }
}

resource "aws_lb_listener_rule" "to_login" {
  listener_arn = aws_lb_listener.same.arn
  priority     = 30

  action {
    type = "redirect"

    redirect {
      path        = "/login"
      status_code = "HTTP_302"
    }
  }

  condition {
    path_pattern {
      values = ["/account/*"]
    }
  }
}

resource "aws_lb_listener" "other_port" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 8443
  protocol          = "HTTPS"
  certificate_arn   = "arn:aws:iam::123456789012:server-certificate/shop"

  default_action {
    type = "redirect"

    redirect {
      port        = "443"
      host        = "#{host}"
      status_code = "HTTP_302"
    }
  }
}

resource "aws_lb_listener" "tcp" {
  load_balancer_arn = aws_lb.second.arn
  port              = 80
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.tcp.arn
  }
}

resource "aws_lb_listener" "tls" {
  load_balancer_arn = aws_lb.second.arn
  port              = 443
  protocol          = "TLS"
  certificate_arn   = "arn:aws:iam::123456789012:server-certificate/shop"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.tcp.arn
  }
}
