resource "aws_lb_target_group" "blue" {
  attrs = { name = "blue" }
}

resource "aws_lb_target_group" "green" {
  attrs = { name = "green" }
}

resource "aws_lb_listener" "both_and_different" {
  attrs = {
    default_action = [{
      type             = "forward"
      target_group_arn = aws_lb_target_group.blue.arn
      forward          = [{ target_group = [{ arn = aws_lb_target_group.green.arn, weight = 1 }] }]
    }]
  }

  expect "forward_block_ignored" { verdict = "fail" }
}

# The provider's own way to write one pool.
resource "aws_lb_listener" "both_and_the_same" {
  attrs = {
    default_action = [{
      type             = "forward"
      target_group_arn = aws_lb_target_group.blue.arn
      forward          = [{ target_group = [{ arn = aws_lb_target_group.blue.arn, weight = 1 }] }]
    }]
  }

  expect "forward_block_ignored" { verdict = "pass" }
}

# After a refresh an empty text stands beside a forward block.
resource "aws_lb_listener" "block_beside_an_empty_text" {
  attrs = {
    default_action = [{
      type             = "forward"
      target_group_arn = ""
      forward = [{
        target_group = [
          { arn = aws_lb_target_group.blue.arn, weight = 1 },
          { arn = aws_lb_target_group.green.arn, weight = 1 },
        ]
      }]
    }]
  }

  expect "forward_block_ignored" { verdict = "pass" }
}

resource "aws_lb_listener_rule" "both_and_different" {
  attrs = {
    listener_arn = aws_lb_listener.both_and_the_same.arn
    priority     = 1
    action = [{
      type             = "forward"
      target_group_arn = aws_lb_target_group.green.arn
      forward          = [{ target_group = [{ arn = aws_lb_target_group.blue.arn, weight = 1 }] }]
    }]
  }

  expect "forward_block_ignored" { verdict = "fail" }
}

resource "aws_lb_listener" "nobody_knows" {
  attrs = {
    default_action = [{
      type             = "forward"
      target_group_arn = unknown
      forward          = [{ target_group = [{ arn = aws_lb_target_group.blue.arn, weight = 1 }] }]
    }]
  }

  expect "forward_block_ignored" { verdict = "unknown" }
}
