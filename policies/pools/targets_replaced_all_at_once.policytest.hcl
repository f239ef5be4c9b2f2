locals {
  arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012"
}

scenario "every attachment is destroyed and made again" {
  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }

    expect "targets_replaced_all_at_once" {
      verdict  = "fail"
      severity = "S3"
    }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }] }
  }

  resource "aws_lb_target_group_attachment" "one" {
    meta        = { operation = "replace" }
    prior_attrs = { target_group_arn = aws_lb_target_group.api.arn, target_id = "i-1", port = 80 }
    attrs       = { target_group_arn = aws_lb_target_group.api.arn, target_id = "i-1", port = 81 }
  }

  resource "aws_lb_target_group_attachment" "two" {
    meta        = { operation = "replace" }
    prior_attrs = { target_group_arn = aws_lb_target_group.api.arn, target_id = "i-2", port = 80 }
    attrs       = { target_group_arn = aws_lb_target_group.api.arn, target_id = "i-2", port = 81 }
  }
}

scenario "in production it blocks" {
  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }

    expect "targets_replaced_all_at_once" {
      verdict  = "fail"
      severity = "S1"
    }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }], tags = { Environment = "Production" } }
  }

  resource "aws_lb_target_group_attachment" "one" {
    meta        = { operation = "replace" }
    prior_attrs = { target_group_arn = aws_lb_target_group.api.arn, target_id = "i-1", port = 80 }
    attrs       = { target_group_arn = aws_lb_target_group.api.arn, target_id = "i-1", port = 81 }
  }
}

# What is made first and is the same target and port is taken out again by the destroy of the old one.
scenario "the same registration is made first" {
  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }

    expect "targets_replaced_all_at_once" { verdict = "fail" }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }] }
  }

  resource "aws_lb_target_group_attachment" "one" {
    meta        = { operation = "replace", create_before_destroy = true }
    prior_attrs = { target_group_arn = aws_lb_target_group.api.arn, target_id = "i-1", port = 80 }
    attrs       = { target_group_arn = aws_lb_target_group.api.arn, target_id = "i-1", port = 80 }
  }
}

scenario "another one is made first" {
  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }

    expect "targets_replaced_all_at_once" { verdict = "pass" }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }] }
  }

  resource "aws_lb_target_group_attachment" "one" {
    meta        = { operation = "replace", create_before_destroy = true }
    prior_attrs = { target_group_arn = aws_lb_target_group.api.arn, target_id = "i-1", port = 80 }
    attrs       = { target_group_arn = aws_lb_target_group.api.arn, target_id = "i-2", port = 80 }
  }
}

scenario "one of two stays" {
  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }

    expect "targets_replaced_all_at_once" { verdict = "pass" }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }] }
  }

  resource "aws_lb_target_group_attachment" "one" {
    meta        = { operation = "replace" }
    prior_attrs = { target_group_arn = aws_lb_target_group.api.arn, target_id = "i-1", port = 80 }
    attrs       = { target_group_arn = aws_lb_target_group.api.arn, target_id = "i-1", port = 81 }
  }

  resource "aws_lb_target_group_attachment" "two" {
    meta  = { operation = "no-op" }
    attrs = { target_group_arn = aws_lb_target_group.api.arn, target_id = "i-2" }
  }
}

scenario "whether the pool takes traffic is known after apply" {
  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }

    expect "targets_replaced_all_at_once" { verdict = "unknown" }
  }

  resource "aws_lb_listener" "http" {
    attrs = {
      default_action = [{
        type = "forward"
        forward = [{
          target_group = [
            { arn = aws_lb_target_group.api.arn, weight = unknown },
            { arn = "${local.arn}:targetgroup/other/2", weight = 1 },
          ]
        }]
      }]
    }
  }

  resource "aws_lb_target_group_attachment" "one" {
    meta        = { operation = "replace" }
    prior_attrs = { target_group_arn = aws_lb_target_group.api.arn, target_id = "i-1", port = 80 }
    attrs       = { target_group_arn = aws_lb_target_group.api.arn, target_id = "i-1", port = 81 }
  }
}
