# Never unknown: what is typed in is known.
locals {
  typed = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/blue/1111111111111111"
}

resource "aws_lb_target_group" "blue" {
  meta  = { operation = "no-op" }
  attrs = { arn = local.typed, name = "blue" }
}

resource "aws_lb_listener" "typed_in" {
  attrs = { port = 80, default_action = [{ type = "forward", target_group_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/blue/1111111111111111" }] }

  expect "hard_coded_arn" {
    verdict  = "fail"
    severity = "S3"
    message  = "names aws_lb_target_group.blue by an ARN that is typed in"
  }
}

resource "aws_lb_listener" "of_another_state" {
  attrs = { port = 81, default_action = [{ type = "forward", target_group_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/theirs/2222222222222222" }] }

  expect "hard_coded_arn" { verdict = "fail" }
}

resource "aws_lb_listener" "by_reference" {
  attrs = { port = 82, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.blue.arn }] }

  expect "hard_coded_arn" { verdict = "none" }
}

# What the plan leaves as it is was said when it was written.
resource "aws_lb_listener" "as_it_was" {
  meta  = { operation = "no-op" }
  attrs = { port = 83, default_action = [{ type = "forward", target_group_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/blue/1111111111111111" }] }

  expect "hard_coded_arn" { verdict = "pass" }
}
