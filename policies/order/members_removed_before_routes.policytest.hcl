# What a mock names in `prior_attrs` is what the last apply recorded it to depend on.
locals {
  arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup"
}

scenario "the attachments are replaced destroy-first" {
  resource "aws_lb_target_group" "blue" {
    meta        = { operation = "replace", create_before_destroy = true }
    prior_attrs = { arn = "${local.arn}/blue/1111111111111111", port = 80 }
    attrs       = { port = 81 }
  }

  resource "aws_lb_target_group_attachment" "blue" {
    meta        = { operation = "replace" }
    prior_attrs = { target_group_arn = aws_lb_target_group.blue.arn, target_id = "i-1" }
    attrs       = { target_group_arn = aws_lb_target_group.blue.arn, target_id = "i-1" }
  }

  resource "aws_lb_listener" "http" {
    prior_attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.blue.arn }] }
    attrs       = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.blue.arn }] }

    expect "members_removed_before_routes" { verdict = "fail" }
  }
}

scenario "the attachments are made first too" {
  resource "aws_lb_target_group" "blue" {
    meta        = { operation = "replace", create_before_destroy = true }
    prior_attrs = { arn = "${local.arn}/blue/1111111111111111", port = 80 }
    attrs       = { port = 81 }
  }

  resource "aws_lb_target_group_attachment" "blue" {
    meta        = { operation = "replace", create_before_destroy = true }
    prior_attrs = { target_group_arn = aws_lb_target_group.blue.arn, target_id = "i-1" }
    attrs       = { target_group_arn = aws_lb_target_group.blue.arn, target_id = "i-1" }
  }

  resource "aws_lb_listener" "http" {
    meta        = { depends_on = [aws_lb_target_group_attachment.blue] }
    prior_attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.blue.arn }] }
    attrs       = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.blue.arn }] }

    expect "members_removed_before_routes" { verdict = "pass" }
  }
}

scenario "without the recorded state" {
  recorded_state = false

  resource "aws_lb_target_group" "blue" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}/blue/1111111111111111" }
  }

  resource "aws_lb_target_group" "green" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}/green/2222222222222222" }
  }

  resource "aws_lb_target_group_attachment" "blue" {
    prior_attrs = { target_group_arn = aws_lb_target_group.blue.arn, target_id = "i-1" }
  }

  resource "aws_lb_target_group_attachment" "green" {
    meta  = { operation = "no-op" }
    attrs = { target_group_arn = aws_lb_target_group.green.arn, target_id = "i-2" }
  }

  resource "aws_lb_listener" "http" {
    prior_attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.blue.arn }] }
    attrs       = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.green.arn }] }

    expect "members_removed_before_routes" { verdict = "unknown" }
  }
}
