variable "live" {
  type    = string
  default = "pool:shop-GREEN:8080"
}

locals {
  parts = split(":", var.live)
  name  = lower(element(split("-", local.parts[1]), 1))
  found = regex("^(?P<kind>\\w+):(?P<name>[^:]+):(?P<port>\\d+)$", var.live)

  routes = {
    split      = local.name
    join       = join("", ["gr", "een"])
    format     = format("%s%s", "bl", "ue")
    formatlist = formatlist("%sue", ["bl", "cl"])[0]
    replace    = replace("grun", "u", "ee")
    regex      = replace(lower(local.found.name), "/^shop-/", "")
    regexall   = regexall("[a-z]+", "red, blue")[1]
    substr     = substr("deep-blue-sea", 5, 4)
    trim       = trimsuffix(trimprefix(trimspace("  the-blue-one "), "the-"), "-one")
    trimmed    = trim("??green!!", "?!")
    title      = lower(title("green"))
    template   = "%{if var.live == ""}blue%{else}gr${"ee"}n%{endif}"
    loop       = "%{for letter in ["b", "l", "u", "e"]}${letter}%{endfor}"
    nested     = "${format("%s", "${join("", split(",", "b,l,u,e"))}")}"
    heredoc    = trimspace(local.text)
    number     = tonumber(local.found["port"]) > 8000 ? "green" : "blue"
    strrev     = strrev("eulb")
    chomp      = chomp("green\n")
    bool       = tobool("true") && !false ? "blue" : "green"
    base64     = base64decode("Z3JlZW4=")
    concise    = startswith("blue", "bl") && endswith("blue", "ue") && strcontains("blue", "lu") ? "blue" : "green"
  }

  text = <<-EOT
    %{for colour in ["red", "green", "blue"]~}
    %{if colour == "green"}${colour}%{endif~}
    %{endfor~}
  EOT
}

resource "aws_lb_target_group" "pool" {
  for_each = toset(["blue", "green"])

  name        = "shop-${each.key}"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "pool" {
  for_each = toset(split(",", "blue,green"))

  target_group_arn = aws_lb_target_group.pool[each.key].arn
  target_id        = join(".", ["10", "0", "1", "10"])
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "forward"
    # a string that is nothing but an interpolation, and an ARN that is put together from parts of itself
    target_group_arn = aws_lb_target_group.pool["${local.name}"].arn
  }
}

resource "aws_lb_listener_rule" "route" {
  for_each = local.routes

  listener_arn = aws_lb_listener.http.arn
  priority     = 1 + index(keys(local.routes), each.key)

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[each.value].arn
  }

  condition {
    path_pattern {
      values = ["/${each.key}"]
    }
  }
}
