locals {
  arn    = "arn:aws:elasticloadbalancing:eu-central-1:123456789012"
  answer = [{ type = "fixed-response", fixed_response = [{ content_type = "text/plain", status_code = "200" }] }]
}

resource "aws_lb_listener" "http" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}:listener/app/shop/1/2", port = 80, default_action = local.answer }
}

resource "aws_lb_listener_rule" "first" {
  prior_attrs = { arn = "${local.arn}:listener-rule/app/shop/1/2/1", listener_arn = aws_lb_listener.http.arn, priority = 1, action = local.answer }
  attrs       = { listener_arn = aws_lb_listener.http.arn, action = local.answer, priority = 2 }

  expect "rule_priority_swap" {
    verdict  = "fail"
    severity = "S2"
  }
}

resource "aws_lb_listener_rule" "second" {
  prior_attrs = { arn = "${local.arn}:listener-rule/app/shop/1/2/2", listener_arn = aws_lb_listener.http.arn, priority = 2, action = local.answer }
  attrs       = { listener_arn = aws_lb_listener.http.arn, action = local.answer, priority = 1 }

  expect "rule_priority_swap" { verdict = "fail" }
}

resource "aws_lb_listener_rule" "to_a_free_one" {
  prior_attrs = { arn = "${local.arn}:listener-rule/app/shop/1/2/3", listener_arn = aws_lb_listener.http.arn, priority = 3, action = local.answer }
  attrs       = { listener_arn = aws_lb_listener.http.arn, action = local.answer, priority = 30 }

  expect "rule_priority_swap" { verdict = "pass" }
}

resource "aws_lb_listener_rule" "goes" {
  prior_attrs = { arn = "${local.arn}:listener-rule/app/shop/1/2/4", listener_arn = aws_lb_listener.http.arn, priority = 4, action = local.answer }

  expect "rule_priority_swap" { verdict = "none" }
}

# The old one goes in the same apply, in no order.
resource "aws_lb_listener_rule" "takes_its_place" {
  attrs = { listener_arn = aws_lb_listener.http.arn, priority = 4, action = local.answer }

  expect "rule_priority_swap" {
    verdict  = "fail"
    severity = "S3"
    message  = "nothing orders the two"
  }
}

# The same numbers in another listener.
resource "aws_lb_listener" "other" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}:listener/app/shop/1/3", port = 81, default_action = local.answer }
}

resource "aws_lb_listener_rule" "elsewhere" {
  attrs = { listener_arn = aws_lb_listener.other.arn, priority = 1, action = local.answer }

  expect "rule_priority_swap" { verdict = "pass" }
}

scenario "without the recorded state" {
  recorded_state = false

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:listener/app/shop/1/2", port = 80, default_action = local.answer }
  }

  resource "aws_lb_listener_rule" "goes" {
    prior_attrs = { arn = "${local.arn}:listener-rule/app/shop/1/2/4", listener_arn = aws_lb_listener.http.arn, priority = 4, action = local.answer }
  }

  resource "aws_lb_listener_rule" "takes_its_place" {
    attrs = { listener_arn = aws_lb_listener.http.arn, priority = 4, action = local.answer }

    expect "rule_priority_swap" { verdict = "unknown" }
  }
}
