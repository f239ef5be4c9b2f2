locals {
  settings = {
    live = { colour = "green", share = 100 }
    next = { colour = "green", share = 5 }
  }
  live = local.settings.live
}

resource "aws_lb_target_group" "blue" {
  name        = "shop-blue"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group" "green" {
  name        = "shop-green"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "blue" {
  target_group_arn = local.blue.arn
  target_id        = "10.0.1.10"
}

resource "aws_lb_target_group_attachment" "green" {
  target_group_arn = local.pools["green"]["arn"]
  target_id        = "10.0.1.11"
}
