locals {
  arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup"
}

scenario "the only target is destroyed first" {
  resource "aws_lb_target_group" "blue" {
    prior_attrs = { arn = "${local.arn}/blue/1111111111111111" }
    attrs       = { arn = "${local.arn}/blue/1111111111111111" }

    expect "targets_replaced_all_at_once" { verdict = "fail" }
  }

  resource "aws_lb_target_group_attachment" "blue" {
    meta        = { operation = "replace" }
    prior_attrs = { target_group_arn = aws_lb_target_group.blue.arn, target_id = "i-1", port = 80 }
    attrs       = { target_group_arn = aws_lb_target_group.blue.arn, target_id = "i-1", port = 81 }
  }

  resource "aws_lb_listener" "http" {
    prior_attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.blue.arn }] }
    attrs       = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.blue.arn }] }
  }
}

scenario "another port of it is made first" {
  resource "aws_lb_target_group" "blue" {
    prior_attrs = { arn = "${local.arn}/blue/1111111111111111" }
    attrs       = { arn = "${local.arn}/blue/1111111111111111" }

    expect "targets_replaced_all_at_once" { verdict = "pass" }
  }

  resource "aws_lb_target_group_attachment" "blue" {
    meta        = { operation = "replace", create_before_destroy = true }
    prior_attrs = { target_group_arn = aws_lb_target_group.blue.arn, target_id = "i-1", port = 80 }
    attrs       = { target_group_arn = aws_lb_target_group.blue.arn, target_id = "i-1", port = 81 }
  }

  resource "aws_lb_listener" "http" {
    prior_attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.blue.arn }] }
    attrs       = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.blue.arn }] }
  }
}

scenario "the same registration is made first" {
  resource "aws_lb_target_group" "blue" {
    prior_attrs = { arn = "${local.arn}/blue/1111111111111111" }
    attrs       = { arn = "${local.arn}/blue/1111111111111111" }

    expect "targets_replaced_all_at_once" { verdict = "fail" }
  }

  resource "aws_lb_target_group_attachment" "blue" {
    meta        = { operation = "replace", create_before_destroy = true }
    prior_attrs = { target_group_arn = aws_lb_target_group.blue.arn, target_id = "i-1", port = 80 }
    attrs       = { target_group_arn = aws_lb_target_group.blue.arn, target_id = "i-1", port = 80 }
  }

  resource "aws_lb_listener" "http" {
    prior_attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.blue.arn }] }
    attrs       = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.blue.arn }] }
  }
}
