variable "overrides" {
  type    = map(string)
  default = { api = "green" }
}

locals {
  names   = ["blue", "green", "red"]
  arns    = zipmap(local.names, [for name in local.names : aws_lb_target_group.pool[name].arn])
  colours = merge({ api = "blue", web = "blue" }, var.overrides, { job = "red" })

  routes = {
    merged    = local.arns[local.colours["api"]]
    looked_up = lookup(local.arns, lookup(var.overrides, "web", "red"), local.arns.blue)
    tried     = try(local.arns[local.colours.absent], local.arns[local.colours.web], "nothing")
    can       = can(local.colours["job"]) ? local.arns["red"] : local.arns["green"]
    coalesced = coalesce(null, "", local.arns["green"], local.arns["blue"])
    one       = one([for name, arn in local.arns : arn if startswith(name, "r")])
    keyed     = local.arns[element(keys(local.arns), 4)]
    valued    = values(local.arns)[length(local.arns) - 3]
    contained = contains(values(local.colours), "blue") ? local.arns["blue"] : local.arns["red"]
    matched   = local.arns[matchkeys(["red", "green"], ["x", "y"], ["y"])[0]]
    transpose = local.arns[keys(transpose({ x = ["green"] }))[0]]
  }
}

resource "aws_lb_target_group" "pool" {
  for_each = toset(local.names)

  name        = "shop-${each.key}"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "pool" {
  for_each = { for name, arn in local.arns : name => { arn = arn } }

  target_group_arn = lookup(each.value, "arn", null)
  target_id        = "10.0.1.10"
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = try(one(aws_lb_target_group.pool["blue"][*]).arn, null)
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
