# Never unknown: what leads to a pool before the apply is known.
locals {
  arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup"
}

resource "aws_lb_target_group" "in_use" {
  meta        = { operation = "replace" }
  prior_attrs = { arn = "${local.arn}/in-use/1111111111111111", port = 80 }
  attrs       = { port = 81 }

  expect "pool_replace_destroy_first" {
    verdict = "fail"
    message = "aws_lb_listener.http uses it"
  }
}

resource "aws_lb_target_group" "unused" {
  meta        = { operation = "replace" }
  prior_attrs = { arn = "${local.arn}/unused/2222222222222222", port = 80 }
  attrs       = { port = 81 }

  expect "pool_replace_destroy_first" { verdict = "pass" }
}

resource "aws_lb_target_group" "used_elsewhere" {
  meta        = { operation = "replace" }
  prior_attrs = { arn = "${local.arn}/elsewhere/3333333333333333", port = 80, load_balancer_arns = ["arn:x"] }
  attrs       = { port = 81 }

  expect "pool_replace_destroy_first" {
    verdict = "fail"
    message = "a load balancer that is not in this plan"
  }
}

resource "aws_lb_target_group" "created_first" {
  meta        = { operation = "replace", create_before_destroy = true }
  prior_attrs = { arn = "${local.arn}/first/4444444444444444", port = 80 }
  attrs       = { port = 81 }

  expect "pool_replace_destroy_first" { verdict = "none" }
}

resource "aws_lb_listener" "http" {
  prior_attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.in_use.arn }] }
  attrs       = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.in_use.arn }] }
}
