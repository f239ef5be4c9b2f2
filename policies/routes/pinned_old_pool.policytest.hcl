# Never unknown: a route that stays where it was names the object of now by its ARN, which is known.
locals {
  old = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/api/1111111111111111"
}

resource "aws_lb_target_group" "api" {
  meta        = { operation = "replace", create_before_destroy = true }
  prior_attrs = { arn = local.old, name_prefix = "api-", port = 80 }
  attrs       = { name_prefix = "api-", port = 81 }
}

# Its lifecycle ignores the action, so the plan leaves it where it is.
resource "aws_lb_listener" "pinned" {
  meta        = { operation = "no-op", ignore_changes = ["default_action"] }
  prior_attrs = { port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }] }

  expect "pinned_old_pool" {
    verdict = "fail"
    message = "stays on the aws_lb_target_group.api that is there now"
  }
}

resource "aws_lb_listener" "follows" {
  prior_attrs = { port = 81, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }] }
  attrs       = { port = 81, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }] }

  expect "pinned_old_pool" { verdict = "pass" }
}

resource "aws_lb_target_group" "kept" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.old}2", name = "kept" }
}

resource "aws_lb_listener" "on_a_pool_that_stays" {
  meta  = { operation = "no-op" }
  attrs = { port = 82, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.kept.arn }] }

  expect "pinned_old_pool" { verdict = "pass" }
}

# An ARN that is typed in is the business of forward_to_removed_pool.
resource "aws_lb_listener" "typed_in" {
  meta  = { operation = "no-op" }
  attrs = { port = 83, default_action = [{ type = "forward", target_group_arn = local.old }] }

  expect "pinned_old_pool" { verdict = "none" }
}
