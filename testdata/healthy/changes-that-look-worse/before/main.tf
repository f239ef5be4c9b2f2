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

resource "aws_lb_target_group" "api" {
  name        = "shop-api"
  port        = 8080
  protocol    = "HTTP"
  vpc_id      = aws_vpc.main.id
  target_type = "ip"
}

resource "aws_lb_target_group_attachment" "api" {
  for_each = toset(["10.0.1.10", "10.0.2.10"])

  target_group_arn = aws_lb_target_group.api.arn
  target_id        = each.key
}

resource "aws_lb_target_group" "servers" {
  name     = "shop-servers"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_launch_template" "server" {
  name          = "server"
  image_id      = "ami-12c6146b"
  instance_type = "t3.micro"
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = "arn:aws:iam::123456789012:server-certificate/shop"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api.arn
  }
}

resource "aws_lb_listener_rule" "servers" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.servers.arn
  }

  condition {
    path_pattern {
      values = ["/servers/*"]
    }
  }
}

resource "aws_route53_zone" "shop" {
  name = "shop.example.com"
}

resource "aws_route53_record" "www" {
  zone_id = aws_route53_zone.shop.zone_id
  name    = "www"
  type    = "A"

  alias {
    name                   = aws_lb.shop.dns_name
    zone_id                = aws_lb.shop.zone_id
    evaluate_target_health = false
  }
}

# Names its pool itself.
resource "aws_autoscaling_group" "servers" {
  name                = "servers"
  min_size            = 1
  max_size            = 2
  vpc_zone_identifier = [aws_subnet.public["a"].id]
  target_group_arns   = [aws_lb_target_group.servers.arn]

  launch_template {
    id      = aws_launch_template.server.id
    version = "$Latest"
  }
}

# Port 80 is closed on purpose.
resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      protocol    = "HTTPS"
      port        = "443"
      status_code = "HTTP_301"
    }
  }
}

# A host that is retired together with its name.
resource "aws_lb_listener_rule" "old" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 20

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.servers.arn
  }

  condition {
    host_header {
      values = ["old.shop.example.com"]
    }
  }
}

resource "aws_route53_record" "old" {
  zone_id = aws_route53_zone.shop.zone_id
  name    = "old"
  type    = "A"

  alias {
    name                   = aws_lb.shop.dns_name
    zone_id                = aws_lb.shop.zone_id
    evaluate_target_health = false
  }
}
