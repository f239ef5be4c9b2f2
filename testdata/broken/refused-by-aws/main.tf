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
    type             = "forward"
    target_group_arn = aws_lb_target_group.app["a"].arn
  }
}

resource "aws_lb_listener_rule" "first" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app["a"].arn
  }

  condition {
    path_pattern {
      values = ["/one"]
    }
  }
}

resource "aws_lb_listener_rule" "second" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app["b"].arn
  }

  condition {
    path_pattern {
      values = ["/two"]
    }
  }
}

resource "aws_lb_listener_rule" "chance" {
  listener_arn = aws_lb_listener.http.arn

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app["a"].arn
  }

  condition {
    path_pattern {
      values = ["/c*"]
    }
  }
}

resource "aws_lb_listener_rule" "luck" {
  listener_arn = aws_lb_listener.http.arn

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app["b"].arn
  }

  condition {
    path_pattern {
      values = ["/*x"]
    }
  }
}

resource "aws_lb_listener" "twice" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app["a"].arn
  }
}

resource "aws_lb_listener" "loop" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 8081
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      path        = "/#{path}"
      status_code = "HTTP_302"
    }
  }
}

resource "aws_lb_listener" "loop_to_itself" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 8082
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      protocol    = "HTTP"
      port        = "8082"
      status_code = "HTTP_302"
    }
  }
}

resource "aws_lb_listener_rule" "loop" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 30

  action {
    type = "redirect"

    redirect {
      port        = "80"
      status_code = "HTTP_302"
    }
  }

  condition {
    path_pattern {
      values = ["/loop"]
    }
  }
}

resource "aws_lb_listener" "tcp_on_application" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 8083
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app["a"].arn
  }
}

resource "aws_lb_listener" "http_to_tcp" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 8084
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.tcp.arn
  }
}

resource "aws_lb_listener" "second" {
  load_balancer_arn = aws_lb.second.arn
  port              = 80
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.tcp.arn
  }
}

resource "aws_lb_listener" "answers" {
  load_balancer_arn = aws_lb.second.arn
  port              = 81
  protocol          = "TCP"

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      status_code  = "404"
    }
  }
}

resource "aws_lb_listener" "nobody_answers" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = "arn:aws:iam::123456789012:server-certificate/shop"

  default_action {
    type = "authenticate-oidc"

    authenticate_oidc {
      authorization_endpoint = "https://id.example.com/authorize"
      client_id              = "shop"
      client_secret          = "not-a-secret"
      issuer                 = "https://id.example.com"
      token_endpoint         = "https://id.example.com/token"
      user_info_endpoint     = "https://id.example.com/user"
    }
  }
}

resource "aws_lb_listener" "last" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 8085
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app["a"].arn
  }
}

resource "aws_lb_listener_rule" "last" {
  listener_arn = aws_lb_listener.last.arn
  priority     = 50000

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app["a"].arn
  }

  condition {
    path_pattern {
      values = ["/last"]
    }
  }
}

resource "aws_lb_listener_rule" "no_room" {
  listener_arn = aws_lb_listener.last.arn

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app["a"].arn
  }

  condition {
    path_pattern {
      values = ["/after"]
    }
  }
}
