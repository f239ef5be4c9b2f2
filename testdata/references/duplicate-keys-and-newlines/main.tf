locals {
  live = {
    web = "blue"
    api = "green"
    web = "green" # wins
    "api" = "blue"
    (lower("API")) = "red"
  }

  picked = {
    for name, pool in aws_lb_target_group.pool :
    name =>
    name == "blue"
    ? aws_lb_target_group.pool["green"].arn
    : pool.arn
    if
    name != "none"
  }

  flat = [
    for name
    in
    keys(local.live)
    :
    (
      local.live[name]
      ==
      "red"
      ?
      "red"
      :
      "blue"
    )
  ]

  called = merge(
    { a = "blue" },
    {
      a = local.live["api"]
      b = local.live["web"] }
    ,
  )
}

resource "aws_lb_target_group" "pool" {
  for_each = toset(["blue", "green", "red"])

  name        = "shop-${each.key}"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "pool" {
  for_each = aws_lb_target_group.pool

  target_group_arn = each.value.arn
  target_id        = "10.0.1.10"
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[local.live.web].arn
  }
}

resource "aws_lb_listener_rule" "route" {
  for_each = {
    picked = local.picked["blue"]
    flat   = aws_lb_target_group.pool[local.flat[0]].arn
    called = aws_lb_target_group.pool[local.called.a].arn
    last   = aws_lb_target_group.pool[local.called.b].arn
    last   = { arn = aws_lb_target_group.pool["green"].arn, arn = aws_lb_target_group.pool["blue"].arn }.arn
  }

  listener_arn = aws_lb_listener.http.arn
  priority     = 1 + index(["picked", "flat", "called", "last"], each.key)

  action {
    type = "forward"
    target_group_arn = (
      each.value
    )
  }

  condition {
    path_pattern {
      values = [
        "/${
          each.key
        }"
      ]
    }
  }
}
