locals {
  login   = { type = "authenticate-oidc", order = 1, authenticate_oidc = [{ issuer = "https://example.com" }] }
  forward = { type = "forward", order = 2, target_group_arn = aws_lb_target_group.api.arn }
}

resource "aws_lb_target_group" "api" {
  attrs = { name = "api" }
}

resource "aws_lb_listener" "ends_in_a_login" {
  attrs = { port = 443, default_action = [local.login] }

  expect "action_order" {
    verdict = "fail"
    message = "end in authenticate-oidc"
  }
}

resource "aws_lb_listener" "logs_in_and_forwards" {
  attrs = { port = 444, default_action = [local.login, local.forward] }

  expect "action_order" { verdict = "pass" }
}

# The order counts, not the place in the list.
resource "aws_lb_listener" "written_the_other_way_round" {
  attrs = { port = 445, default_action = [local.forward, local.login] }

  expect "action_order" { verdict = "pass" }
}

resource "aws_lb_listener_rule" "ends_in_a_login" {
  attrs = { listener_arn = aws_lb_listener.logs_in_and_forwards.arn, priority = 1, action = [local.login] }

  expect "action_order" { verdict = "fail" }
}

resource "aws_lb_listener_rule" "redirects" {
  attrs = { listener_arn = aws_lb_listener.logs_in_and_forwards.arn, priority = 2, action = [{ type = "redirect", redirect = [{ port = "443" }] }] }

  expect "action_order" { verdict = "pass" }
}

resource "aws_lb_listener" "nobody_knows" {
  attrs = { port = 446, default_action = unknown }

  expect "action_order" { verdict = "unknown" }
}
