resource "aws_lb_listener" "http" {
  attrs = { port = 80, default_action = [{ type = "fixed-response" }] }
}

resource "aws_lb_listener" "other" {
  attrs = { port = 81, default_action = [{ type = "fixed-response" }] }
}

resource "aws_lb_listener_rule" "first" {
  attrs = { listener_arn = aws_lb_listener.http.arn, priority = 10, action = [], condition = [] }

  expect "rule_priority_collision" { verdict = "fail" }
}

resource "aws_lb_listener_rule" "second" {
  attrs = { listener_arn = aws_lb_listener.http.arn, priority = 10, action = [], condition = [] }

  expect "rule_priority_collision" { verdict = "fail" }
}

resource "aws_lb_listener_rule" "elsewhere" {
  attrs = { listener_arn = aws_lb_listener.other.arn, priority = 10, action = [], condition = [] }

  expect "rule_priority_collision" { verdict = "pass" }
}

# The conditions and the priority are known before the apply in all but rare plans: a priority that is not set is chosen free.
# Never unknown: a mock has no block that sets a priority which is not known.
