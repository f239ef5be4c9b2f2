resource "aws_lb_target_group" "blue" {
  attrs = { name = "blue" }
}

resource "aws_lb_listener" "with_a_pool" {
  attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.blue.arn }] }

  expect "forward_without_pool" { verdict = "pass" }
}

resource "aws_lb_listener" "empty_text" {
  attrs = { default_action = [{ type = "forward", target_group_arn = "" }] }

  expect "forward_without_pool" { verdict = "fail" }
}

resource "aws_lb_listener" "redirect" {
  attrs = { default_action = [{ type = "redirect", redirect = [{ status_code = "HTTP_301", port = "443" }] }] }

  expect "forward_without_pool" { verdict = "none" }
}

resource "aws_lb_listener" "pools_known_after_apply" {
  attrs = { default_action = [{ type = "forward", forward = [{ target_group = unknown }] }] }

  expect "forward_without_pool" { verdict = "unknown" }
}

resource "aws_lb_listener_rule" "empty_text" {
  attrs = {
    listener_arn = aws_lb_listener.with_a_pool.arn
    action       = [{ type = "forward", target_group_arn = "" }]
  }

  expect "forward_without_pool" { verdict = "fail" }
}
