resource "aws_instance" "server" {
  for_each = { one = "a", two = "b" }

  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.public[each.value].id
}

resource "aws_instance" "spare" {
  count = 2

  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  subnet_id     = values(aws_subnet.public)[count.index].id
}

resource "aws_lb_target_group" "pool" {
  for_each = { blue = 8080, green = 8081 }

  name     = "shop-${each.key}"
  port     = each.value
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

locals {
  pairs = { for pair in setproduct(keys(aws_lb_target_group.pool), keys(aws_instance.server)) : "${pair[0]}-${pair[1]}" => { pool = pair[0], server = pair[1] } }
  spare = setproduct(aws_instance.spare[*].id, values(aws_lb_target_group.pool)[*].arn)
}

resource "aws_lb_target_group_attachment" "pair" {
  for_each = local.pairs

  target_group_arn = aws_lb_target_group.pool[each.value.pool].arn
  target_id        = aws_instance.server[each.value.server].id
}

resource "aws_lb_target_group_attachment" "spare" {
  count = length(aws_instance.spare) * length(aws_lb_target_group.pool)

  target_group_arn = local.spare[count.index][1]
  target_id        = local.spare[count.index][0]
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool["blue"].arn
  }
}

resource "aws_lb_listener_rule" "green" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 1

  action {
    type             = "forward"
    target_group_arn = one(toset([for pair in local.pairs : aws_lb_target_group.pool[pair.pool].name if pair.pool != "blue"])) == "shop-green" ? aws_lb_target_group.pool["green"].arn : null
  }

  condition {
    path_pattern {
      values = ["/green"]
    }
  }
}
