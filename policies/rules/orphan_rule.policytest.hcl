# Never unknown: a rule is on the listener of now by a known ARN, or refers to the one that is made.
locals {
  arn    = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/shop/1"
  answer = [{ type = "fixed-response", fixed_response = [{ content_type = "text/plain", status_code = "200" }] }]
}

resource "aws_lb_listener" "goes" {
  prior_attrs = { arn = "${local.arn}/1", port = 80 }
}

resource "aws_lb_listener" "replaced" {
  meta        = { operation = "replace" }
  prior_attrs = { arn = "${local.arn}/2", port = 81 }
  attrs       = { port = 81 }
}

resource "aws_lb_listener" "stays" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}/3", port = 82 }
}

resource "aws_lb_listener_rule" "left_behind" {
  meta  = { operation = "no-op" }
  attrs = { listener_arn = "${local.arn}/1", priority = 1, action = local.answer }

  expect "orphan_rule" {
    verdict = "fail"
    message = "stays on aws_lb_listener.goes, which this plan destroys"
  }
}

resource "aws_lb_listener_rule" "on_the_old_one" {
  meta  = { operation = "no-op" }
  attrs = { listener_arn = "${local.arn}/2", priority = 2, action = local.answer }

  expect "orphan_rule" {
    verdict = "fail"
    message = "which this plan replaces"
  }
}

resource "aws_lb_listener_rule" "follows" {
  meta        = { operation = "replace" }
  prior_attrs = { listener_arn = aws_lb_listener.replaced.arn, priority = 3, action = local.answer }
  attrs       = { listener_arn = aws_lb_listener.replaced.arn, priority = 3, action = local.answer }

  expect "orphan_rule" { verdict = "pass" }
}

resource "aws_lb_listener_rule" "goes_too" {
  prior_attrs = { listener_arn = aws_lb_listener.goes.arn, priority = 4, action = local.answer }

  expect "orphan_rule" { verdict = "none" }
}

resource "aws_lb_listener_rule" "on_one_that_stays" {
  meta  = { operation = "no-op" }
  attrs = { listener_arn = aws_lb_listener.stays.arn, priority = 5, action = local.answer }

  expect "orphan_rule" { verdict = "pass" }
}
