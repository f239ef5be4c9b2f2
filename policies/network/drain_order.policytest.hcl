locals {
  arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup"
}

resource "aws_lb_target_group" "live" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}/live/1", name = "live" }
}

resource "aws_lb_target_group" "quiet" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}/quiet/2", name = "quiet" }
}

resource "aws_lb_listener" "http" {
  meta  = { operation = "no-op" }
  attrs = { port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.live.arn }] }
}

resource "aws_instance" "goes" {
  prior_attrs = { id = "i-1" }
}

resource "aws_instance" "stays" {
  meta  = { operation = "no-op" }
  attrs = { id = "i-2" }
}

resource "aws_instance" "unused" {
  prior_attrs = { id = "i-3" }
}

resource "aws_lb_target_group_attachment" "with_its_instance" {
  prior_attrs = { target_group_arn = aws_lb_target_group.live.arn, target_id = aws_instance.goes.id }

  expect "drain_order" {
    verdict = "fail"
    message = "are destroyed in one apply"
  }
}

resource "aws_lb_target_group_attachment" "alone" {
  prior_attrs = { target_group_arn = aws_lb_target_group.live.arn, target_id = aws_instance.stays.id }

  expect "drain_order" { verdict = "pass" }
}

# No request is cut off where none comes in.
resource "aws_lb_target_group_attachment" "of_a_quiet_pool" {
  prior_attrs = { target_group_arn = aws_lb_target_group.quiet.arn, target_id = aws_instance.unused.id }

  expect "drain_order" { verdict = "none" }
}

scenario "whether the pool takes traffic is known after apply" {
  resource "aws_lb_target_group" "blue" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}/blue/1", name = "blue" }
  }

  resource "aws_lb_target_group" "green" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}/green/2", name = "green" }
  }

  resource "aws_lb_listener" "http" {
    prior_attrs = { port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.blue.arn }] }
    attrs = {
      port = 80
      default_action = [{
        type = "forward"
        forward = [{
          target_group = [
            { arn = aws_lb_target_group.blue.arn, weight = unknown },
            { arn = aws_lb_target_group.green.arn, weight = 100 },
          ]
        }]
      }]
    }
  }

  resource "aws_instance" "goes" {
    prior_attrs = { id = "i-1" }
  }

  resource "aws_lb_target_group_attachment" "goes" {
    prior_attrs = { target_group_arn = aws_lb_target_group.blue.arn, target_id = aws_instance.goes.id }

    expect "drain_order" { verdict = "unknown" }
  }
}

scenario "nothing is drained" {
  resource "aws_lb_target_group" "at_once" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}/at-once/1", name = "at-once", deregistration_delay = "0" }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.at_once.arn }] }
  }

  resource "aws_instance" "goes" {
    prior_attrs = { id = "i-1" }
  }

  resource "aws_lb_target_group_attachment" "goes" {
    prior_attrs = { target_group_arn = aws_lb_target_group.at_once.arn, target_id = aws_instance.goes.id }

    expect "drain_order" { verdict = "none" }
  }
}
