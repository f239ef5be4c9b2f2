data "aws_lb_target_group" "by_hand" {
  name = "shop-api"
}

locals {
  by_hand = { api = data.aws_lb_target_group.by_hand.arn }
  pools   = merge({ web = "ip" }, { for name, arn in local.by_hand : name => "instance" })
}

import {
  for_each = local.by_hand

  to = aws_lb_target_group.this[each.key]
  id = each.value
}

resource "aws_lb_target_group" "this" {
  for_each = local.pools

  name        = "shop-${each.key}"
  port        = 8080
  protocol    = "HTTP"
  target_type = each.value
  vpc_id      = aws_vpc.main.id
}

resource "aws_instance" "api" {
  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.public["a"].id
}

resource "aws_lb_target_group_attachment" "this" {
  for_each = aws_lb_target_group.this

  target_group_arn = each.value.arn
  target_id        = each.value.target_type == "ip" ? "10.0.1.10" : aws_instance.api.id
}

resource "aws_lb_listener" "this" {
  for_each = zipmap(keys(local.pools), range(80, 80 + length(local.pools)))

  load_balancer_arn = aws_lb.shop.arn
  port              = each.value
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[each.key].arn
  }
}
