locals {
  arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup"
}

resource "aws_lb_target_group" "keeps_one" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}/keeps-one/1111111111111111" }

  expect "pool_loses_all_targets" { verdict = "pass" }
}

resource "aws_lb_target_group" "loses_all" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}/loses-all/2222222222222222" }

  expect "pool_loses_all_targets" {
    verdict = "fail"
    message = "aws_lb_target_group_attachment.last"
  }
}

resource "aws_lb_listener" "http" {
  meta = { operation = "no-op" }
  attrs = {
    default_action = [{
      type = "forward"
      forward = [{
        target_group = [
          { arn = aws_lb_target_group.keeps_one.arn, weight = 1 },
          { arn = aws_lb_target_group.loses_all.arn, weight = 1 },
        ]
      }]
    }]
  }
}

resource "aws_lb_target_group_attachment" "one_of_two" {
  prior_attrs = { target_group_arn = aws_lb_target_group.keeps_one.arn, target_id = "i-1" }
}

resource "aws_lb_target_group_attachment" "other_of_two" {
  meta  = { operation = "no-op" }
  attrs = { target_group_arn = aws_lb_target_group.keeps_one.arn, target_id = "i-2" }
}

resource "aws_lb_target_group_attachment" "last" {
  prior_attrs = { target_group_arn = aws_lb_target_group.loses_all.arn, target_id = "i-3" }
}

scenario "where the new targets go is known after apply" {
  resource "aws_lb_target_group" "blue" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}/blue/1111111111111111" }

    expect "pool_loses_all_targets" { verdict = "unknown" }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.blue.arn }] }
  }

  resource "aws_lb_target_group_attachment" "old" {
    prior_attrs = { target_group_arn = aws_lb_target_group.blue.arn, target_id = "i-1" }
  }

  resource "aws_lb_target_group_attachment" "new" {
    attrs = { target_group_arn = unknown, target_id = "i-2" }
  }
}

# What is only dropped from the state goes on registering its targets.
scenario "the last one is dropped from the state" {
  resource "aws_lb_target_group" "blue" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}/blue/1111111111111111" }

    expect "pool_loses_all_targets" { verdict = "pass" }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.blue.arn }] }
  }

  resource "aws_lb_target_group_attachment" "last" {
    meta  = { operation = "forget" }
    attrs = { target_group_arn = aws_lb_target_group.blue.arn, target_id = "i-1" }
  }
}
