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

scenario "scaled by others" {
  resource "aws_lb_target_group" "scaled" {
    attrs = { name = "scaled" }
  }

  resource "aws_lb_target_group" "left_alone" {
    attrs = { name = "left-alone" }
  }

  resource "aws_lb_target_group" "standby" {
    attrs = { name = "standby" }
  }

  resource "aws_lb_listener" "http" {
    attrs = {
      default_action = [{
        type = "forward"
        forward = [{
          target_group = [
            { arn = aws_lb_target_group.scaled.arn, weight = 1 },
            { arn = aws_lb_target_group.left_alone.arn, weight = 1 },
            { arn = aws_lb_target_group.standby.arn, weight = 0 },
          ]
        }]
      }]
    }
  }

  resource "aws_ecs_service" "scaled" {
    attrs = { name = "scaled", desired_count = 0, load_balancer = [{ target_group_arn = aws_lb_target_group.scaled.arn }] }

    expect "ecs_zero_tasks" { verdict = "pass" }
  }

  resource "aws_appautoscaling_target" "scaled" {
    attrs = { resource_id = "service/shop/scaled", min_capacity = 2, max_capacity = 4 }
  }

  # Made without tasks; whoever scales it does so afterwards.
  resource "aws_ecs_service" "left_alone" {
    meta  = { ignore_changes = ["desired_count"] }
    attrs = { name = "left-alone", load_balancer = [{ target_group_arn = aws_lb_target_group.left_alone.arn }] }

    expect "ecs_zero_tasks" {
      verdict = "unknown"
      message = "leaves its desired_count to others"
    }
  }

  # The other colour of blue and green takes no traffic yet.
  resource "aws_ecs_service" "standby" {
    attrs = { name = "standby", desired_count = 0, load_balancer = [{ target_group_arn = aws_lb_target_group.standby.arn }] }

    expect "ecs_zero_tasks" { verdict = "none" }
  }
}
