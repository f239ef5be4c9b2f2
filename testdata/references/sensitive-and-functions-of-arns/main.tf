variable "live" {
  type      = map(string)
  sensitive = true
  default   = { web = "green", api = "blue" }
}

locals {
  pools = { blue = 8080, green = 8081 }
  live  = sensitive(var.live["web"])
  arns  = { for name, pool in aws_lb_target_group.pool : name => pool.arn }

  routes = {
    marked  = sensitive(local.arns["blue"])
    chosen  = var.live.api == "blue" ? local.arns["green"] : local.arns["blue"]
    cleared = nonsensitive(local.arns[var.live["web"]])
    encoded = jsondecode(jsonencode({ arn = local.arns["blue"] })).arn
    text    = tostring(local.arns["green"])
    trimmed = trimspace(local.arns["green"])
    string  = "${local.arns["blue"]}"
    tail    = "${aws_lb_target_group.pool["green"].arn}${""}"
    rebuilt = replace(local.arns["blue"], "/^arn:/", "arn:")
    typed   = tomap({ a = local.arns["green"], b = "x" })["a"]
    listed  = tolist([local.arns["green"], local.arns["blue"]])[1]
    padded  = element([for s in ["x", local.arns["green"]] : s if s != "x"], 0)
  }
}

resource "aws_lb_target_group" "pool" {
  for_each = local.pools

  name        = "shop-${each.key}"
  port        = each.value
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "pool" {
  for_each = nonsensitive(toset(values(var.live)))

  target_group_arn = local.arns[each.key]
  target_id        = "10.0.1.10"
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = local.arns[local.live]
  }
}

resource "aws_lb_listener_rule" "route" {
  for_each = toset(["marked", "chosen", "cleared", "encoded", "text", "trimmed", "string", "tail", "rebuilt", "typed", "listed"])

  listener_arn = aws_lb_listener.http.arn
  priority     = 1 + index(sort(keys(local.routes)), each.key)

  action {
    type             = "forward"
    target_group_arn = local.routes[each.key]
  }

  condition {
    path_pattern {
      values = ["/${each.key}"]
    }
  }
}
