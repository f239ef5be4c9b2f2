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

resource "aws_lb_listener_rule" "api" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 10

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

resource "aws_lb_listener_rule" "retired" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 40

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.retired.arn
  }

  condition {
    path_pattern {
      values = ["/retired"]
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
      values = ["/w/*"]
    }
  }
}

resource "aws_lb_target_group" "retired" {
  name     = "shop-retired"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "retired" {
  target_group_arn = aws_lb_target_group.retired.arn
  target_id        = aws_instance.server.id
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

resource "aws_lb_listener_rule" "to_default" {
  listener_arn = aws_lb_listener.same.arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app["b"].arn
  }

  condition {
    path_pattern {
      values = ["/special"]
    }
  }
}
