locals {
  answer = [{ type = "fixed-response", fixed_response = [{ content_type = "text/plain", status_code = "200" }] }]
  a      = [{ type = "forward", target_group_arn = aws_lb_target_group.a.arn }]
  b      = [{ type = "forward", target_group_arn = aws_lb_target_group.b.arn }]
}

resource "aws_lb_target_group" "a" {
  attrs = { name = "a" }
}

resource "aws_lb_target_group" "b" {
  attrs = { name = "b" }
}

resource "aws_lb_listener" "http" {
  attrs = { port = 80, default_action = local.answer }
}

resource "aws_lb_listener_rule" "wide" {
  attrs = { listener_arn = aws_lb_listener.http.arn, priority = 10, action = local.a, condition = [{ path_pattern = [{ values = ["/shop/*"] }] }] }

  expect "rule_shadowed" { verdict = "pass" }
}

resource "aws_lb_listener_rule" "hidden" {
  attrs = { listener_arn = aws_lb_listener.http.arn, priority = 20, action = local.b, condition = [{ path_pattern = [{ values = ["/shop/cart"] }] }, { host_header = [{ values = ["shop.example.com"] }] }] }

  expect "rule_shadowed" {
    verdict  = "fail"
    severity = "S3"
    message  = "aws_lb_listener_rule.wide is asked before it"
  }
}

# Asked before, or of another host, or sent to the same pool.
resource "aws_lb_listener_rule" "asked_first" {
  attrs = { listener_arn = aws_lb_listener.http.arn, priority = 5, action = local.b, condition = [{ path_pattern = [{ values = ["/shop/news"] }] }] }

  expect "rule_shadowed" { verdict = "pass" }
}

resource "aws_lb_listener_rule" "only_in_part" {
  attrs = { listener_arn = aws_lb_listener.http.arn, priority = 30, action = local.b, condition = [{ path_pattern = [{ values = ["/shop/x", "/other"] }] }] }

  expect "rule_shadowed" { verdict = "pass" }
}

resource "aws_lb_listener_rule" "to_the_same_pool" {
  attrs = { listener_arn = aws_lb_listener.http.arn, priority = 40, action = local.a, condition = [{ path_pattern = [{ values = ["/shop/y"] }] }] }

  expect "rule_shadowed" { verdict = "pass" }
}

scenario "it was reached before" {
  resource "aws_lb_target_group" "a" {
    meta  = { operation = "no-op" }
    attrs = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/a/1", name = "a" }
  }

  resource "aws_lb_target_group" "b" {
    meta  = { operation = "no-op" }
    attrs = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/b/2", name = "b" }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/shop/1/2", port = 80, default_action = local.answer }
  }

  resource "aws_lb_listener_rule" "wide" {
    attrs = { listener_arn = aws_lb_listener.http.arn, priority = 10, action = local.a, condition = [{ path_pattern = [{ values = ["/shop/*"] }] }] }
  }

  resource "aws_lb_listener_rule" "hidden" {
    meta  = { operation = "no-op" }
    attrs = { listener_arn = aws_lb_listener.http.arn, priority = 20, action = local.b, condition = [{ path_pattern = [{ values = ["/shop/cart"] }] }] }

    expect "rule_shadowed" {
      verdict  = "fail"
      severity = "S1"
    }
  }
}

scenario "a pattern that is known after apply" {
  resource "aws_lb_target_group" "a" {
    attrs = { name = "a" }
  }

  resource "aws_lb_target_group" "b" {
    attrs = { name = "b" }
  }

  resource "aws_lb_listener" "http" {
    attrs = { port = 80, default_action = local.answer }
  }

  resource "aws_lb_listener_rule" "wide" {
    skip  = true
    attrs = { listener_arn = aws_lb_listener.http.arn, priority = 10, action = local.a, condition = [{ path_pattern = [{ values = [unknown] }] }] }
  }

  resource "aws_lb_listener_rule" "hidden" {
    attrs = { listener_arn = aws_lb_listener.http.arn, priority = 20, action = local.b, condition = [{ path_pattern = [{ values = ["/shop/cart"] }] }] }

    expect "rule_shadowed" { verdict = "unknown" }
  }
}
