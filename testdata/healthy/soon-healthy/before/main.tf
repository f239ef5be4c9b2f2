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

resource "aws_instance" "leaving" {
  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.public["b"].id
}

resource "aws_lb_target_group" "drained" {
  name     = "shop-drained"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id

  health_check {
    timeout  = 5
    interval = 30
    matcher  = "200,301-302,404"
  }
}

resource "aws_lb_target_group_attachment" "stays" {
  target_group_arn = aws_lb_target_group.drained.arn
  target_id        = aws_instance.server.id
}

resource "aws_lb_listener" "drained" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.drained.arn
  }
}
