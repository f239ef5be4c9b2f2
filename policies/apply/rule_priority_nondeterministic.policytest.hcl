# Never unknown: rules whose conditions are not known may match the same requests, and that is what is said of them.
locals {
  listener = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/shop/1111111111111111/2222222222222222"
  answer   = [{ type = "fixed-response", fixed_response = [{ content_type = "text/plain", status_code = "200" }] }]
}

resource "aws_lb_listener" "http" {
  meta  = { operation = "no-op" }
  attrs = { arn = local.listener, port = 80, default_action = local.answer }
}

resource "aws_lb_listener_rule" "all_of_the_shop" {
  attrs = {
    listener_arn = aws_lb_listener.http.arn
    action       = local.answer
    condition    = [{ path_pattern = [{ values = ["/shop/*"] }] }]
  }

  expect "rule_priority_nondeterministic" {
    verdict  = "fail"
    severity = "S3"
    message  = "is left to chance"
  }
}

resource "aws_lb_listener_rule" "a_part_of_the_shop" {
  attrs = {
    listener_arn = aws_lb_listener.http.arn
    action       = local.answer
    condition    = [{ path_pattern = [{ values = ["/shop/cart"] }] }]
  }

  expect "rule_priority_nondeterministic" { verdict = "fail" }
}

# No request is matched by this one and by another.
resource "aws_lb_listener_rule" "apart" {
  attrs = {
    listener_arn = aws_lb_listener.http.arn
    action       = local.answer
    condition    = [{ path_pattern = [{ values = ["/admin/*"] }] }]
  }

  expect "rule_priority_nondeterministic" { verdict = "pass" }
}

resource "aws_lb_listener_rule" "with_a_priority" {
  attrs = {
    listener_arn = aws_lb_listener.http.arn
    priority     = 10
    action       = local.answer
    condition    = [{ path_pattern = [{ values = ["/shop/*"] }] }]
  }

  expect "rule_priority_nondeterministic" { verdict = "none" }
}

scenario "the last priority is taken" {
  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { arn = local.listener, port = 80, default_action = local.answer }
  }

  resource "aws_lb_listener_rule" "catch_all" {
    meta  = { operation = "no-op" }
    attrs = {
      listener_arn = aws_lb_listener.http.arn
      priority     = 50000
      action       = local.answer
      condition    = [{ path_pattern = [{ values = ["/*"] }] }]
    }
  }

  resource "aws_lb_listener_rule" "one_more" {
    attrs = {
      listener_arn = aws_lb_listener.http.arn
      action       = local.answer
      condition    = [{ path_pattern = [{ values = ["/news"] }] }]
    }

    expect "rule_priority_nondeterministic" {
      verdict  = "fail"
      severity = "S2"
      message  = "there is none left"
    }
  }
}
