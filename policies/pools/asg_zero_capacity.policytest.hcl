resource "aws_lb_target_group" "filled" {
  attrs = { name = "filled" }
}

resource "aws_lb_target_group" "empty" {
  attrs = { name = "empty" }
}

resource "aws_lb_target_group" "open" {
  attrs = { name = "open" }
}

resource "aws_lb_target_group" "quiet" {
  attrs = { name = "quiet" }
}

resource "aws_lb_listener" "http" {
  attrs = {
    default_action = [{
      type = "forward"
      forward = [{
        target_group = [
          { arn = aws_lb_target_group.filled.arn, weight = 1 },
          { arn = aws_lb_target_group.empty.arn, weight = 1 },
          { arn = aws_lb_target_group.open.arn, weight = 1 },
        ]
      }]
    }]
  }
}

resource "aws_autoscaling_group" "filled" {
  attrs = { name = "filled", min_size = 1, max_size = 3, target_group_arns = [aws_lb_target_group.filled.arn] }

  expect "asg_zero_capacity" { verdict = "pass" }
}

resource "aws_autoscaling_group" "empty" {
  attrs = { name = "empty", min_size = 0, max_size = 0, target_group_arns = [aws_lb_target_group.empty.arn] }

  expect "asg_zero_capacity" { verdict = "fail" }
}

resource "aws_autoscaling_group" "open" {
  attrs = {
    name              = "open"
    min_size          = 0
    max_size          = 3
    desired_capacity  = unknown
    target_group_arns = [aws_lb_target_group.open.arn]
  }

  expect "asg_zero_capacity" { verdict = "unknown" }
}

# No route leads there.
resource "aws_autoscaling_group" "quiet" {
  attrs = { name = "quiet", min_size = 0, max_size = 0, target_group_arns = [aws_lb_target_group.quiet.arn] }

  expect "asg_zero_capacity" { verdict = "none" }
}
