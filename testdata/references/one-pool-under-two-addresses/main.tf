data "aws_lb_target_group" "by_hand" {
  name = "shop-api"
}

import {
  to = aws_lb_target_group.first
  id = data.aws_lb_target_group.by_hand.arn
}

import {
  to = aws_lb_target_group.second
  id = data.aws_lb_target_group.by_hand.arn
}

resource "aws_lb_target_group" "first" {
  name     = "shop-api"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_target_group" "second" {
  name     = "shop-api"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_instance" "api" {
  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.public["a"].id
}

resource "aws_lb_target_group_attachment" "api" {
  target_group_arn = aws_lb_target_group.first.arn
  target_id        = aws_instance.api.id
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.second.arn
  }
}

resource "aws_lb_listener_rule" "second" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = one([for pool in [aws_lb_target_group.second] : pool.arn])
  }

  condition {
    path_pattern {
      values = ["/second"]
    }
  }
}
