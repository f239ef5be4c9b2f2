resource "aws_lb_target_group" "pool" {
  for_each = { cart = "/cart", find = "/find" }

  name        = each.key
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id

  tags = { path = each.value }
}

resource "aws_alb_target_group" "alias" {
  name        = "alias"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_alb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_alb_target_group.alias.arn
  }
}

module "rules" {
  source = "./rules"

  listener = aws_alb_listener.http
  pools    = aws_lb_target_group.pool
  extra = {
    alias = aws_alb_target_group.alias
    swap  = { for name, pool in aws_lb_target_group.pool : name => aws_lb_target_group.pool[name == "cart" ? "find" : "cart"] }
  }
}

module "members" {
  source   = "./members"
  for_each = merge(aws_lb_target_group.pool, { alias = aws_alb_target_group.alias })

  pool = each.value
  ip   = "10.0.1.${length(each.key)}"
}
