resource "aws_lb_target_group" "live" {
  attrs = { name = "live" }
}

resource "aws_lb_target_group" "quiet" {
  attrs = { name = "quiet" }
}

resource "aws_lb_listener" "http" {
  attrs = { port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.live.arn }] }
}

resource "aws_autoscaling_group" "does_not_join" {
  attrs = { min_size = 1, max_size = 2, target_group_arns = [aws_lb_target_group.live.arn], suspended_processes = ["AddToLoadBalancer"] }

  expect "asg_does_not_register" {
    verdict = "fail"
    message = "so that no new instance joins aws_lb_target_group.live"
  }
}

resource "aws_autoscaling_group" "does_not_launch" {
  attrs = { min_size = 1, max_size = 2, target_group_arns = [aws_lb_target_group.live.arn], suspended_processes = ["Launch", "AZRebalance"] }

  expect "asg_does_not_register" { verdict = "fail" }
}

resource "aws_autoscaling_group" "does_not_rebalance" {
  attrs = { min_size = 1, max_size = 2, target_group_arns = [aws_lb_target_group.live.arn], suspended_processes = ["AZRebalance"] }

  expect "asg_does_not_register" { verdict = "pass" }
}

resource "aws_autoscaling_group" "ordinary" {
  attrs = { min_size = 1, max_size = 2, target_group_arns = [aws_lb_target_group.live.arn] }

  expect "asg_does_not_register" { verdict = "none" }
}

resource "aws_autoscaling_group" "of_a_quiet_pool" {
  attrs = { min_size = 1, max_size = 2, target_group_arns = [aws_lb_target_group.quiet.arn], suspended_processes = ["Launch"] }

  expect "asg_does_not_register" { verdict = "none" }
}

resource "aws_autoscaling_group" "nobody_knows" {
  attrs = { min_size = 1, max_size = 2, target_group_arns = [aws_lb_target_group.live.arn], suspended_processes = [unknown] }

  expect "asg_does_not_register" { verdict = "unknown" }
}
