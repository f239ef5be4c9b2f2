resource "aws_lb_target_group" "pool" {
  count = 2

  name        = "shop-${count.index}"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group" "single" {
  name        = "single"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group" "none" {
  count = 0

  name        = "none"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

locals {
  full    = aws_lb_target_group.pool[*].arn
  legacy  = aws_lb_target_group.pool.*.arn
  wrapped = aws_lb_target_group.single[*].arn
  all     = concat(local.full, local.wrapped, aws_lb_target_group.none[*].arn)
}

resource "aws_lb_target_group_attachment" "pool" {
  count = length(local.all)

  target_group_arn = local.all[count.index]
  target_id        = "10.0.1.10"
}

resource "aws_lb_listener" "http" {
  count = 4

  load_balancer_arn = aws_lb.shop.arn
  port              = 80 + count.index
  protocol          = "HTTP"

  default_action {
    type = "forward"
    target_group_arn = [
      aws_lb_target_group.pool.1.arn,
      local.legacy.0,
      local.wrapped[0],
      (aws_lb_target_group.pool[*].arn)[1],
    ][count.index]
  }
}

resource "aws_lb_listener_rule" "zero" {
  listener_arn = aws_lb_listener.http.*.arn[3]
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool.*.arn[0]
  }

  condition {
    path_pattern {
      values = aws_lb_target_group.none[*].name == [] ? ["/none"] : ["/some"]
    }
  }
}
