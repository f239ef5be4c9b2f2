locals {
  arn    = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup"
  before = [{ type = "forward", target_group_arn = aws_lb_target_group.blue.arn }]
}

resource "aws_lb_target_group" "blue" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}/blue/1111111111111111" }
}

resource "aws_instance" "green" {
  meta  = { operation = "no-op" }
  attrs = { id = "i-2" }
}

resource "aws_lb_target_group" "green" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}/green/2222222222222222" }
}

resource "aws_lb_target_group_attachment" "green" {
  meta  = { operation = "no-op" }
  attrs = { target_group_arn = aws_lb_target_group.green.arn, target_id = aws_instance.green.id }
}

resource "aws_lb_target_group" "empty" {
  attrs = { name = "empty" }
}

resource "aws_lb_listener" "to_a_filled_pool" {
  prior_attrs = { port = 80, default_action = local.before }
  attrs       = { port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.green.arn }] }

  expect "shift_to_empty_pool" { verdict = "pass" }
}

resource "aws_lb_listener" "to_an_empty_pool" {
  prior_attrs = { port = 81, default_action = local.before }
  attrs       = { port = 81, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.empty.arn }] }

  expect "shift_to_empty_pool" {
    verdict = "fail"
    message = "moves 100 % of its traffic to aws_lb_target_group.empty"
  }
}

# A part of the traffic is enough.
resource "aws_lb_listener" "a_tenth_to_an_empty_pool" {
  prior_attrs = { port = 82, default_action = local.before }

  attrs = {
    port = 82
    default_action = [{
      type = "forward"
      forward = [{
        target_group = [
          { arn = aws_lb_target_group.green.arn, weight = 90 },
          { arn = aws_lb_target_group.empty.arn, weight = 10 },
        ]
      }]
    }]
  }

  expect "shift_to_empty_pool" {
    verdict = "fail"
    message = "moves 10 %"
  }
}

# Nothing moves.
resource "aws_lb_listener" "stays" {
  meta  = { operation = "no-op" }
  attrs = { port = 83, default_action = local.before }

  expect "shift_to_empty_pool" { verdict = "none" }
}

scenario "what fills the pool is registered elsewhere" {
  resource "aws_lb_target_group" "blue" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}/blue/1111111111111111" }
  }

  resource "aws_lb_target_group" "green" {
    attrs = { name = "green" }
  }

  resource "aws_lb_target_group_attachment" "green" {
    attrs = { target_group_arn = aws_lb_target_group.green.arn, target_id = "i-of-another-state" }
  }

  resource "aws_lb_listener" "http" {
    prior_attrs = { port = 80, default_action = local.before }
    attrs       = { port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.green.arn }] }

    expect "shift_to_empty_pool" { verdict = "unknown" }
  }
}
