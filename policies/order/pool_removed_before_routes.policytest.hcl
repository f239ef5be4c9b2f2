# What a mock names in `prior_attrs` is what the last apply recorded it to depend on.
locals {
  arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup"
}

resource "aws_lb_target_group" "old" {
  prior_attrs = { arn = "${local.arn}/old/1111111111111111" }
}

resource "aws_lb_target_group" "kept_to_the_end" {
  meta        = { create_before_destroy = true }
  prior_attrs = { arn = "${local.arn}/end/2222222222222222" }
}

resource "aws_lb_target_group" "new" {
  attrs = { name = "new" }
}

resource "aws_lb_listener" "moves_too_late" {
  prior_attrs = { port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.old.arn }] }
  attrs       = { port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.new.arn }] }

  expect "pool_removed_before_routes" { verdict = "fail" }
}

resource "aws_lb_listener" "moves_in_time" {
  prior_attrs = { port = 81, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.kept_to_the_end.arn }] }
  attrs       = { port = 81, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.new.arn }] }

  expect "pool_removed_before_routes" { verdict = "pass" }
}

scenario "without the recorded state" {
  recorded_state = false

  resource "aws_lb_target_group" "old" {
    prior_attrs = { arn = "${local.arn}/old/1111111111111111" }
  }

  resource "aws_lb_target_group" "new" {
    attrs = { name = "new" }
  }

  resource "aws_lb_listener" "http" {
    prior_attrs = { port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.old.arn }] }
    attrs       = { port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.new.arn }] }

    expect "pool_removed_before_routes" { verdict = "unknown" }
  }
}
