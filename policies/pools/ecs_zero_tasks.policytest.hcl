resource "aws_lb_target_group" "running" {
  attrs = { name = "running" }
}

resource "aws_lb_target_group" "stopped" {
  attrs = { name = "stopped" }
}

resource "aws_lb_target_group" "open" {
  attrs = { name = "open" }
}

resource "aws_lb_listener" "http" {
  attrs = {
    default_action = [{
      type = "forward"
      forward = [{
        target_group = [
          { arn = aws_lb_target_group.running.arn, weight = 1 },
          { arn = aws_lb_target_group.stopped.arn, weight = 1 },
          { arn = aws_lb_target_group.open.arn, weight = 1 },
        ]
      }]
    }]
  }
}

resource "aws_ecs_service" "running" {
  attrs = { name = "running", desired_count = 2, load_balancer = [{ target_group_arn = aws_lb_target_group.running.arn }] }

  expect "ecs_zero_tasks" { verdict = "pass" }
}

resource "aws_ecs_service" "stopped" {
  attrs = { name = "stopped", desired_count = 0, load_balancer = [{ target_group_arn = aws_lb_target_group.stopped.arn }] }

  expect "ecs_zero_tasks" { verdict = "fail" }
}

resource "aws_ecs_service" "open" {
  attrs = { name = "open", desired_count = unknown, load_balancer = [{ target_group_arn = aws_lb_target_group.open.arn }] }

  expect "ecs_zero_tasks" { verdict = "unknown" }
}
