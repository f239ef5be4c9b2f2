locals {
  pools = {
    blue   = { port = 80, weight = 50, page = "welcome" }
    green  = { port = 8080, weight = 50, page = "hello" }
    canary = { port = 8081, weight = 5, page = "hello again" }
  }
}

resource "aws_instance" "shop" {
  for_each = local.pools

  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.public["a"].id
  user_data     = <<-EOT
    #!/bin/sh
    echo '${each.value.page}' > index.html
    nohup busybox httpd -f -p ${each.value.port} &
  EOT
}

resource "aws_lb_target_group" "shop" {
  for_each = local.pools

  name     = "shop-${each.key}"
  port     = each.value.port
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "shop" {
  for_each = local.pools

  target_group_arn = aws_lb_target_group.shop[each.key].arn
  target_id        = aws_instance.shop[each.key].id
}

resource "aws_lb_listener" "shop" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "forward"

    forward {
      dynamic "target_group" {
        for_each = { for name, pool in local.pools : name => pool.weight if pool.weight > 0 }

        content {
          arn    = aws_lb_target_group.shop[target_group.key].arn
          weight = target_group.value
        }
      }
    }
  }
}
