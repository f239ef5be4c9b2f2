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

# A priority that is not set is chosen free.
resource "aws_lb_listener_rule" "chosen_by_the_provider" {
  attrs = { listener_arn = aws_lb_listener.http.arn, action = [], condition = [] }

  expect "rule_priority_collision" { verdict = "pass" }
}

scenario "a priority that is known after apply" {
  resource "aws_lb_listener" "http" {
    attrs = { port = 80, default_action = [{ type = "fixed-response" }] }
  }

  resource "aws_lb_listener_rule" "known" {
    attrs = { listener_arn = aws_lb_listener.http.arn, priority = 10, action = [], condition = [] }

    expect "rule_priority_collision" { verdict = "unknown" }
  }

  resource "aws_lb_listener_rule" "later" {
    skip  = true
    attrs = { listener_arn = aws_lb_listener.http.arn, priority = unknown, action = [], condition = [] }
  }
}
