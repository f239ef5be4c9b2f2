resource "aws_lb_target_group" "one" {
  attrs = { name = "one" }
}

resource "aws_lb_target_group" "two" {
  attrs = { name = "two" }
}

resource "aws_lb_target_group" "quiet" {
  attrs = { name = "quiet" }
}

resource "aws_lb_listener" "http" {
  attrs = {
    port = 80
    default_action = [{
      type = "forward"
      forward = [{
        target_group = [
          { arn = aws_lb_target_group.one.arn, weight = 1 },
          { arn = aws_lb_target_group.two.arn, weight = 1 },
        ]
      }]
    }]
  }
}

resource "aws_instance" "stopped" {
  attrs = { ami = "ami-1" }
}

resource "aws_ec2_instance_state" "stopped" {
  attrs = { instance_id = aws_instance.stopped.id, state = "stopped" }
}

resource "aws_instance" "running" {
  attrs = { ami = "ami-1" }
}

resource "aws_ec2_instance_state" "running" {
  attrs = { instance_id = aws_instance.running.id, state = "running" }
}

# It is the only one, so its pool has none that answers.
resource "aws_lb_target_group_attachment" "the_only_one" {
  attrs = { target_group_arn = aws_lb_target_group.one.arn, target_id = aws_instance.stopped.id }

  expect "target_stopped" {
    verdict  = "fail"
    severity = "S1"
  }
}

resource "aws_lb_target_group_attachment" "one_of_two" {
  attrs = { target_group_arn = aws_lb_target_group.two.arn, target_id = aws_instance.stopped.id }

  expect "target_stopped" {
    verdict  = "fail"
    severity = "S3"
  }
}

resource "aws_lb_target_group_attachment" "other_of_two" {
  attrs = { target_group_arn = aws_lb_target_group.two.arn, target_id = aws_instance.running.id }

  expect "target_stopped" { verdict = "pass" }
}

resource "aws_lb_target_group_attachment" "of_a_quiet_pool" {
  attrs = { target_group_arn = aws_lb_target_group.quiet.arn, target_id = aws_instance.stopped.id }

  expect "target_stopped" { verdict = "none" }
}

scenario "whether it takes traffic is known after apply" {
  resource "aws_lb_target_group" "api" {
    attrs = { name = "api" }
  }

  resource "aws_lb_target_group" "other" {
    attrs = { name = "other" }
  }

  resource "aws_lb_listener" "http" {
    attrs = {
      default_action = [{
        type = "forward"
        forward = [{
          target_group = [
            { arn = aws_lb_target_group.api.arn, weight = unknown },
            { arn = aws_lb_target_group.other.arn, weight = 1 },
          ]
        }]
      }]
    }
  }

  resource "aws_instance" "stopped" {
    attrs = { ami = "ami-1" }
  }

  resource "aws_ec2_instance_state" "stopped" {
    attrs = { instance_id = aws_instance.stopped.id, state = "stopped" }
  }

  resource "aws_lb_target_group_attachment" "stopped" {
    attrs = { target_group_arn = aws_lb_target_group.api.arn, target_id = aws_instance.stopped.id }

    expect "target_stopped" { verdict = "unknown" }
  }
}

# Whether the other one answers is not known, so that this one is the last is not proved.
scenario "the other target is outside" {
  resource "aws_lb_target_group" "api" {
    attrs = { name = "api" }
  }

  resource "aws_lb_listener" "http" {
    attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }] }
  }

  resource "aws_instance" "stopped" {
    attrs = { ami = "ami-1" }
  }

  resource "aws_ec2_instance_state" "stopped" {
    attrs = { instance_id = aws_instance.stopped.id, state = "stopped" }
  }

  resource "aws_lb_target_group_attachment" "stopped" {
    attrs = { target_group_arn = aws_lb_target_group.api.arn, target_id = aws_instance.stopped.id }

    expect "target_stopped" {
      verdict  = "fail"
      severity = "S3"
    }
  }

  resource "aws_lb_target_group_attachment" "outside" {
    attrs = { target_group_arn = aws_lb_target_group.api.arn, target_id = "i-of-another-state" }
  }
}
