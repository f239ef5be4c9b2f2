locals {
  arn    = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup"
  sticky = [{ enabled = true, duration = 3600 }]
  before = [{ type = "forward", forward = [{ stickiness = local.sticky, target_group = [
    { arn = aws_lb_target_group.blue.arn, weight = 100 },
    { arn = aws_lb_target_group.green.arn, weight = 0 },
  ] }] }]
}

resource "aws_lb_target_group" "blue" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}/blue/1", name = "blue" }
}

resource "aws_lb_target_group" "green" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}/green/2", name = "green" }
}

resource "aws_lb_listener" "drains_a_sticky_pool" {
  prior_attrs = { port = 80, default_action = local.before }
  attrs = {
    port = 80
    default_action = [{ type = "forward", forward = [{ stickiness = local.sticky, target_group = [
      { arn = aws_lb_target_group.blue.arn, weight = 0 },
      { arn = aws_lb_target_group.green.arn, weight = 100 },
    ] }] }]
  }

  expect "sticky_to_dead_pool" {
    verdict  = "fail"
    severity = "S3"
    message  = "keeps its clients on aws_lb_target_group.blue"
  }
}

# The stickiness goes with the weight.
resource "aws_lb_listener" "lets_them_go" {
  prior_attrs = { port = 81, default_action = local.before }
  attrs = {
    port = 81
    default_action = [{ type = "forward", forward = [{ stickiness = [{ enabled = false, duration = 3600 }], target_group = [
      { arn = aws_lb_target_group.blue.arn, weight = 0 },
      { arn = aws_lb_target_group.green.arn, weight = 100 },
    ] }] }]
  }

  expect "sticky_to_dead_pool" { verdict = "none" }
}

scenario "both are filled and keep a share" {
  resource "aws_lb_target_group" "blue" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}/blue/1", name = "blue" }
  }

  resource "aws_lb_target_group" "green" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}/green/2", name = "green" }
  }

  resource "aws_instance" "web" {
    meta  = { operation = "no-op" }
    attrs = { id = "i-1" }
  }

  resource "aws_lb_target_group_attachment" "blue" {
    meta  = { operation = "no-op" }
    attrs = { target_group_arn = aws_lb_target_group.blue.arn, target_id = aws_instance.web.id }
  }

  resource "aws_lb_target_group_attachment" "green" {
    meta  = { operation = "no-op" }
    attrs = { target_group_arn = aws_lb_target_group.green.arn, target_id = aws_instance.web.id }
  }

  resource "aws_lb_listener" "http" {
    prior_attrs = { port = 80, default_action = local.before }
    attrs = {
      port = 80
      default_action = [{ type = "forward", forward = [{ stickiness = local.sticky, target_group = [
        { arn = aws_lb_target_group.blue.arn, weight = 50 },
        { arn = aws_lb_target_group.green.arn, weight = 50 },
      ] }] }]
    }

    expect "sticky_to_dead_pool" { verdict = "pass" }
  }
}

scenario "the weight is known after apply" {
  resource "aws_lb_target_group" "blue" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}/blue/1", name = "blue" }
  }

  resource "aws_lb_target_group" "green" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}/green/2", name = "green" }
  }

  resource "aws_lb_listener" "http" {
    prior_attrs = { port = 80, default_action = local.before }
    attrs = {
      port = 80
      default_action = [{ type = "forward", forward = [{ stickiness = local.sticky, target_group = [
        { arn = aws_lb_target_group.blue.arn, weight = unknown },
        { arn = aws_lb_target_group.green.arn, weight = 100 },
      ] }] }]
    }

    expect "sticky_to_dead_pool" { verdict = "unknown" }
  }
}
