locals {
  arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup"
}

resource "aws_lb_target_group" "api" {
  attrs = { name = "api" }
}

resource "aws_autoscaling_group" "twice" {
  attrs = { name = "twice", min_size = 1, max_size = 2, target_group_arns = [aws_lb_target_group.api.arn] }

  expect "asg_attachment_conflict" {
    verdict = "fail"
    message = "aws_autoscaling_attachment.twice attaches it too"
  }
}

resource "aws_autoscaling_attachment" "twice" {
  attrs = { autoscaling_group_name = aws_autoscaling_group.twice.name, lb_target_group_arn = aws_lb_target_group.api.arn }

  expect "asg_attachment_conflict" { verdict = "none" }
}

# The group's lifecycle leaves the set to the attachment.
resource "aws_autoscaling_group" "ignores" {
  meta  = { ignore_changes = ["target_group_arns", "load_balancers"] }
  attrs = { name = "ignores", min_size = 1, max_size = 2, target_group_arns = [aws_lb_target_group.api.arn] }

  expect "asg_attachment_conflict" { verdict = "pass" }
}

resource "aws_autoscaling_attachment" "ignores" {
  attrs = { autoscaling_group_name = aws_autoscaling_group.ignores.name, lb_target_group_arn = aws_lb_target_group.api.arn }
}

resource "aws_autoscaling_group" "by_its_own_argument" {
  attrs = { name = "own", min_size = 1, max_size = 2, target_group_arns = [aws_lb_target_group.api.arn] }

  expect "asg_attachment_conflict" { verdict = "pass" }
}

# What the state shows of an attachment is not set by the group.
resource "aws_autoscaling_group" "attached" {
  attrs = { name = "attached", min_size = 1, max_size = 2 }

  expect "asg_attachment_conflict" { verdict = "none" }
}

resource "aws_autoscaling_attachment" "attached" {
  attrs = { autoscaling_group_name = aws_autoscaling_group.attached.name, lb_target_group_arn = aws_lb_target_group.api.arn }
}

resource "aws_autoscaling_group" "both_ways" {
  attrs = {
    name              = "both"
    min_size          = 1
    max_size          = 2
    target_group_arns = [aws_lb_target_group.api.arn]
    traffic_source    = [{ identifier = aws_lb_target_group.api.arn, type = "elbv2" }]
  }

  expect "asg_attachment_conflict" {
    verdict = "fail"
    message = "takes away what the other attaches"
  }
}

scenario "which group is attached is known after apply" {
  resource "aws_lb_target_group" "api" {
    attrs = { name = "api" }
  }

  resource "aws_autoscaling_group" "one" {
    attrs = { name = "one", min_size = 1, max_size = 2, target_group_arns = [aws_lb_target_group.api.arn] }

    expect "asg_attachment_conflict" { verdict = "unknown" }
  }

  resource "aws_autoscaling_group" "two" {
    attrs = { name = "two", min_size = 1, max_size = 2 }
  }

  resource "aws_autoscaling_attachment" "of_one_of_them" {
    attrs = {
      autoscaling_group_name = unknown == "x" ? aws_autoscaling_group.one.id : aws_autoscaling_group.two.id
      lb_target_group_arn    = aws_lb_target_group.api.arn
    }
  }
}
