// a comment
# another
/* and
   a third, with "quotes", ${no} <<EOT and } in it */
locals { # after a brace
  # an empty line follows

  text = <<EOT
green
EOT
  indented = <<-EOT
      ${local.first}
        deeper ${"$"}{not} $${neither} %%{ nor }
      # not a comment
  EOT
  lines = split("\n", local.indented) // four of them
  first = "bl${/* inside */"ue"}"
  json = jsondecode(<<JSON
{
  "live": "${trimspace(local.text)}",
  "next": ["${local.first}"]
}
JSON
  )
  list = [ # in a list
    "blue", // one
    # between
    "green" /* the last has no comma */
  ]
  object = {
    blue = 1 # no comma
    // between
    green : 2, /* a colon */
    ("re${"d"}") = 3
  }
}

resource "aws_lb_target_group" "pool" { /* block */
  for_each = toset( # the colours
    local.list /* all */
  )
  name        = "shop-${each.key # the key
  }"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource aws_lb_target_group_attachment pool {
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
    target_group_arn = aws_lb_target_group /* type */ . pool /* name */ [ # index
      trimspace(local.text) // the key
    ] /* instance */ . arn # attribute
  }
}

resource "aws_lb_listener_rule" "indented" {
  listener_arn = aws_lb_listener.http.arn
  priority     = length(local.lines)

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[local.lines[0]].arn
  }

  condition {
    path_pattern { values = ["/one-line"] }
  }
}

resource "aws_lb_listener_rule" "json" {
  for_each = { live = local.json.live, next = local.json.next[0] }
  listener_arn = aws_lb_listener.http.arn
  priority     = each.key == "live" ? 10 : 11
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[each.value].arn
  }
  condition {
    path_pattern {
      values = [ <<-EOT
        /${each.key}
        EOT
        == "" ? "" : "/${each.key}",
      ]
    }
  }
}

resource "aws_lb_listener_rule" "heredoc" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 20
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool[trimspace(<<KEY
    ${~ local.object.red == 3 ? "blue" : "green" ~}
KEY
    )].arn
  }
  condition {
    path_pattern {
      values = ["/heredoc"]
    }
  }
}
