locals {
  pools = { 1 = "one", "01" = "zero-one", "1.5" = "half", true = "yes" }
  order = ["1", "01", true, 1.5]
  mixed = [
    { arn = aws_lb_target_group.pool["1"].arn },
    { arn = aws_lb_target_group.pool["01"].arn, weight = 3 },
    "nothing",
    { arns = [null, aws_lb_target_group.pool["true"].arn] },
    null,
  ]
  live = { "1" = null, "2" = "01" }
}

resource "aws_lb_target_group" "pool" {
  for_each = local.pools

  name        = "pool-${each.value}"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "pool" {
  count = length(local.pools)

  target_group_arn = aws_lb_target_group.pool[local.order[count.index]].arn
  target_id        = "10.0.1.10"
}

resource "aws_lb_listener" "http" {
  count = 2

  load_balancer_arn = aws_lb.shop.arn
  port              = "8${count.index}"
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = count.index == 0 ? local.mixed[0].arn : null

    dynamic "forward" {
      for_each = count.index == 0 ? [] : [null]

      content {
        target_group {
          arn    = local.mixed[1].arn
          weight = local.mixed["1"].weight
        }
        target_group {
          arn    = local.mixed[3].arns[1]
          weight = try(local.mixed[0].weight, null) == null ? 9 : 1
        }
      }
    }
  }
}

resource "aws_lb_listener_rule" "route" {
  for_each = {
    number  = aws_lb_target_group.pool[1].arn
    half    = aws_lb_target_group.pool[3 / 2].arn
    boolean = aws_lb_target_group.pool[1 == 1].arn
    text    = aws_lb_target_group.pool["0${length(local.order) - 3}"].arn
    null    = aws_lb_target_group.pool[local.live[1] == null ? local.live[2] : local.live[1]].arn
    fallen  = try(local.mixed[4].arn, local.mixed[2].arn, local.mixed[0].arn)
    first   = coalesce(local.mixed[3].arns...)
    pair    = { for n, name in local.order : n => aws_lb_target_group.pool[name].arn }[3]
    gone    = null
  }

  listener_arn = aws_lb_listener.http["0"].arn
  priority     = index(["number", "half", "boolean", "text", "null", "fallen", "first", "pair", "gone"], each.key) + 1

  action {
    type             = "forward"
    target_group_arn = each.value == null ? aws_lb_target_group.pool["1.5"].arn : each.value
  }

  condition {
    path_pattern {
      values = ["/${each.key}"]
    }
  }
}
