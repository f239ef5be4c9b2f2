locals {
  arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012"
}

resource "aws_lb" "ours" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}:loadbalancer/app/ours/1", name = "ours" }
}

resource "aws_lb_listener" "ours" {
  prior_attrs = { arn = "${local.arn}:listener/app/ours/1/1", load_balancer_arn = aws_lb.ours.arn, port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.used_here.arn }] }
}

resource "aws_lb_target_group" "used_by_others" {
  prior_attrs = { arn = "${local.arn}:targetgroup/theirs/1", name = "theirs", load_balancer_arns = ["${local.arn}:loadbalancer/app/theirs/9"] }

  expect "pool_used_elsewhere" {
    verdict = "fail"
    message = "loadbalancer/app/theirs/9 uses it"
  }
}

# Whoever uses it is in this plan and goes too.
resource "aws_lb_target_group" "used_here" {
  prior_attrs = { arn = "${local.arn}:targetgroup/ours/2", name = "ours", load_balancer_arns = [aws_lb.ours.arn] }

  expect "pool_used_elsewhere" { verdict = "pass" }
}

resource "aws_lb_target_group" "unused" {
  prior_attrs = { arn = "${local.arn}:targetgroup/unused/3", name = "unused", load_balancer_arns = [] }

  expect "pool_used_elsewhere" { verdict = "pass" }
}

# A load balancer of this plan uses it by nothing that is to be seen: the state may be older than that.
resource "aws_lb_target_group" "used_by_what_is_not_seen" {
  prior_attrs = { arn = "${local.arn}:targetgroup/unseen/4", name = "unseen", load_balancer_arns = [aws_lb.ours.arn] }

  expect "pool_used_elsewhere" { verdict = "unknown" }
}

resource "aws_lb_target_group" "stays" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}:targetgroup/stays/5", name = "stays", load_balancer_arns = ["${local.arn}:loadbalancer/app/theirs/9"] }

  expect "pool_used_elsewhere" { verdict = "none" }
}
