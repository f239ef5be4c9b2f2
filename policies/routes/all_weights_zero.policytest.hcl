resource "aws_lb_target_group" "blue" {
  attrs = { name = "blue" }
}

resource "aws_lb_target_group" "green" {
  attrs = { name = "green" }
}

resource "aws_lb_listener" "one_has_a_weight" {
  attrs = {
    default_action = [{
      type = "forward"
      forward = [{
        target_group = [
          { arn = aws_lb_target_group.blue.arn, weight = 0 },
          { arn = aws_lb_target_group.green.arn, weight = 1 },
        ]
      }]
    }]
  }

  expect "all_weights_zero" { verdict = "pass" }
}

resource "aws_lb_listener" "all_zero" {
  attrs = {
    default_action = [{
      type = "forward"
      forward = [{
        target_group = [
          { arn = aws_lb_target_group.blue.arn, weight = 0 },
          { arn = aws_lb_target_group.green.arn, weight = 0 },
        ]
      }]
    }]
  }

  expect "all_weights_zero" { verdict = "fail" }
}

resource "aws_lb_listener" "weights_known_after_apply" {
  attrs = {
    default_action = [{
      type = "forward"
      forward = [{
        target_group = [
          { arn = aws_lb_target_group.blue.arn, weight = 0 },
          { arn = aws_lb_target_group.green.arn, weight = unknown },
        ]
      }]
    }]
  }

  expect "all_weights_zero" { verdict = "unknown" }
}

resource "aws_lb_listener_rule" "all_zero" {
  attrs = {
    listener_arn = aws_lb_listener.one_has_a_weight.arn
    action = [{
      type = "forward"
      forward = [{
        target_group = [
          { arn = aws_lb_target_group.blue.arn, weight = 0 },
          { arn = aws_lb_target_group.green.arn, weight = 0 },
        ]
      }]
    }]
  }

  expect "all_weights_zero" { verdict = "fail" }
}
