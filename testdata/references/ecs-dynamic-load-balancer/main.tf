resource "aws_lb_target_group" "pool" {
  for_each = toset(["api", "admin", "web"])

  name        = each.key
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_listener" "http" {
  for_each = { api = 80, admin = 8080, web = 9090 }

  load_balancer_arn = aws_lb.shop.arn
  port              = each.value
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[each.key].arn
  }
}

resource "aws_ecs_cluster" "shop" {
  name = "shop"
}

module "service" {
  source = "./service"
  for_each = {
    api = {
      pools = ["api", "admin"]
      count = 2
    }
    web = {
      pools = ["web"]
      count = 1
    }
  }

  name          = each.key
  cluster       = aws_ecs_cluster.shop.id
  desired_count = each.value.count
  subnets       = values(aws_subnet.public)[*].id
  load_balancers = [
    for n, pool in each.value.pools : {
      target_group_arn = aws_lb_target_group.pool[pool].arn
      container_port   = 8080 + n
    }
  ]

  depends_on = [aws_lb_listener.http]
}
