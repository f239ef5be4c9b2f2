locals {
  list = [for pool in aws_lb_target_group.pool : pool.arn]
  # a, b, c, d
  pairs = chunklist(local.list, 2)

  routes = {
    element    = element(local.list, 6)
    concat     = concat([], [local.list[1]], slice(local.list, 0, 2))[2]
    compact    = compact(["", local.list[3], null])[0]
    distinct   = distinct([local.list[2], local.list[2]])[0]
    slice      = slice(local.list, 1, 3)[1]
    chunklist  = local.pairs[1][0]
    reverse    = reverse(local.list)[0]
    flatten    = flatten([[local.list[0]], [[local.list[1], local.list[2]]], []])[2]
    range      = [for i in range(3, -1, -1) : local.list[i]][0]
    setproduct = setproduct(["x", "y"], local.list)[5][1]
    coalesce   = coalescelist([], local.pairs[0], local.list)[1]
    tolist     = tolist([local.list[3], local.list[0]])[1]
    sum        = local.list[sum([1, 2]) - max(1, 2) + min(0, 5)]
    one        = one(slice(local.list, 3, 4))
    alltrue    = alltrue([true, length(local.list) == 4]) ? local.list[0] : local.list[1]
    index      = local.list[index(["a", "b", "c", "d"], "c")]
    sorted     = local.list[index(sort(["d", "b", "c", "a"]), "b")]
    last       = local.list[ceil(length(local.list) / 3)]
  }
}

resource "aws_lb_target_group" "pool" {
  for_each = toset(["d", "c", "b", "a"])

  name        = "pool-${each.key}"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "pool" {
  count = length(local.list)

  target_group_arn = local.list[count.index]
  target_id        = "10.0.1.10"
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = concat(local.pairs...)[3]
  }
}

resource "aws_lb_listener_rule" "route" {
  for_each = local.routes

  listener_arn = aws_lb_listener.http.arn
  priority     = 1 + index(keys(local.routes), each.key)

  action {
    type             = "forward"
    target_group_arn = each.value
  }

  condition {
    path_pattern {
      values = ["/${each.key}"]
    }
  }
}
