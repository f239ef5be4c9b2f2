resource "aws_lb_target_group" "in_a_listener" {
  attrs = { name = "in-a-listener" }

  expect "unpaired_pool" { verdict = "pass" }
}

resource "aws_lb_listener" "http" {
  attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.in_a_listener.arn }] }
}

resource "aws_lb_target_group" "alone" {
  attrs = { name = "alone" }

  expect "unpaired_pool" { verdict = "fail" }
}

scenario "where a listener forwards is known after apply" {
  resource "aws_lb_target_group" "blue" {
    attrs = { name = "blue" }

    expect "unpaired_pool" { verdict = "unknown" }
  }

  resource "aws_lb_listener" "http" {
    attrs = { default_action = [{ type = "forward", target_group_arn = unknown }] }
  }
}
