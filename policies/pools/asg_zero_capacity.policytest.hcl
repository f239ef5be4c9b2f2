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

# A schedule, a policy or a capacity provider may raise it from 0 at any time.
scenario "scaled from 0" {
  resource "aws_lb_target_group" "nights" {
    attrs = { name = "nights" }
  }

  resource "aws_lb_target_group" "tasks" {
    attrs = { name = "tasks" }
  }

  resource "aws_lb_listener" "http" {
    attrs = {
      default_action = [{
        type = "forward"
        forward = [{
          target_group = [
            { arn = aws_lb_target_group.nights.arn, weight = 1 },
            { arn = aws_lb_target_group.tasks.arn, weight = 1 },
          ]
        }]
      }]
    }
  }

  resource "aws_autoscaling_group" "nights" {
    attrs = { name = "nights", min_size = 0, max_size = 3, desired_capacity = 0, target_group_arns = [aws_lb_target_group.nights.arn] }

    expect "asg_zero_capacity" { verdict = "unknown" }
  }

  resource "aws_autoscaling_schedule" "mornings" {
    attrs = { autoscaling_group_name = aws_autoscaling_group.nights.name, min_size = 2, max_size = 3, desired_capacity = 2 }
  }

  resource "aws_autoscaling_group" "tasks" {
    attrs = { name = "tasks", min_size = 0, max_size = 3, desired_capacity = 0, target_group_arns = [aws_lb_target_group.tasks.arn] }

    expect "asg_zero_capacity" { verdict = "unknown" }
  }

  resource "aws_ecs_capacity_provider" "tasks" {
    attrs = { name = "tasks", auto_scaling_group_provider = [{ auto_scaling_group_arn = aws_autoscaling_group.tasks.arn }] }
  }
}

scenario "its only schedule closes it" {
  resource "aws_lb_target_group" "web" {
    attrs = { name = "web" }
  }

  resource "aws_lb_listener" "http" {
    attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.web.arn }] }
  }

  resource "aws_autoscaling_group" "web" {
    attrs = { name = "web", min_size = 1, max_size = 3, desired_capacity = 1, target_group_arns = [aws_lb_target_group.web.arn] }

    expect "asg_zero_capacity" {
      verdict = "fail"
      message = "takes it to 0 instances"
    }
  }

  resource "aws_autoscaling_schedule" "evenings" {
    attrs = { autoscaling_group_name = aws_autoscaling_group.web.name, min_size = 0, max_size = 0, desired_capacity = 0 }
  }
}

scenario "a schedule opens it again" {
  resource "aws_lb_target_group" "web" {
    attrs = { name = "web" }
  }

  resource "aws_lb_listener" "http" {
    attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.web.arn }] }
  }

  resource "aws_autoscaling_group" "web" {
    attrs = { name = "web", min_size = 1, max_size = 3, desired_capacity = 1, target_group_arns = [aws_lb_target_group.web.arn] }

    expect "asg_zero_capacity" { verdict = "pass" }
  }

  resource "aws_autoscaling_schedule" "evenings" {
    attrs = { autoscaling_group_name = aws_autoscaling_group.web.name, min_size = 0, max_size = 0, desired_capacity = 0 }
  }

  resource "aws_autoscaling_schedule" "mornings" {
    attrs = { autoscaling_group_name = aws_autoscaling_group.web.name, min_size = 1, max_size = 3, desired_capacity = 1 }
  }
}

scenario "a schedule leaves room for others to raise it" {
  resource "aws_lb_target_group" "web" {
    attrs = { name = "web" }
  }

  resource "aws_lb_listener" "http" {
    attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.web.arn }] }
  }

  resource "aws_autoscaling_group" "web" {
    attrs = { name = "web", min_size = 1, max_size = 3, desired_capacity = 1, target_group_arns = [aws_lb_target_group.web.arn] }

    expect "asg_zero_capacity" { verdict = "pass" }
  }

  resource "aws_autoscaling_schedule" "evenings" {
    attrs = { autoscaling_group_name = aws_autoscaling_group.web.name, min_size = 0, max_size = 3, desired_capacity = 0 }
  }
}

scenario "what a schedule does is known after apply" {
  resource "aws_lb_target_group" "web" {
    attrs = { name = "web" }
  }

  resource "aws_lb_listener" "http" {
    attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.web.arn }] }
  }

  resource "aws_autoscaling_group" "web" {
    attrs = { name = "web", min_size = 1, max_size = 3, desired_capacity = 1, target_group_arns = [aws_lb_target_group.web.arn] }

    expect "asg_zero_capacity" { verdict = "unknown" }
  }

  resource "aws_autoscaling_schedule" "evenings" {
    attrs = { autoscaling_group_name = aws_autoscaling_group.web.name, min_size = 0, max_size = unknown, desired_capacity = 0 }
  }
}

scenario "another group stays" {
  resource "aws_lb_target_group" "web" {
    attrs = { name = "web" }
  }

  resource "aws_lb_listener" "http" {
    attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.web.arn }] }
  }

  resource "aws_autoscaling_group" "web" {
    attrs = { name = "web", min_size = 1, max_size = 3, desired_capacity = 1, target_group_arns = [aws_lb_target_group.web.arn] }

    expect "asg_zero_capacity" { verdict = "pass" }
  }

  resource "aws_autoscaling_schedule" "evenings" {
    attrs = { autoscaling_group_name = aws_autoscaling_group.web.name, min_size = 0, max_size = 0, desired_capacity = 0 }
  }

  resource "aws_autoscaling_group" "always" {
    attrs = { name = "always", min_size = 1, max_size = 3, desired_capacity = 1, target_group_arns = [aws_lb_target_group.web.arn] }

    expect "asg_zero_capacity" { verdict = "pass" }
  }
}
