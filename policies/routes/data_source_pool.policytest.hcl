# A remark that names what a plan cannot tell.
data "aws_lb_target_group" "theirs" {
  attrs = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/theirs/1111111111111111", name = "theirs" }
}

resource "aws_lb_target_group" "ours" {
  attrs = { name = "ours" }
}

resource "aws_lb_listener" "to_theirs" {
  attrs = { port = 80, default_action = [{ type = "forward", target_group_arn = data.aws_lb_target_group.theirs.arn }] }

  expect "data_source_pool" {
    verdict = "unknown"
    message = "which is only read here"
  }
}

resource "aws_lb_listener" "to_ours" {
  attrs = { port = 81, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.ours.arn }] }

  expect "data_source_pool" { verdict = "none" }
}

# No traffic, no question.
resource "aws_lb_listener" "with_weight_0" {
  attrs = {
    port = 82
    default_action = [{
      type = "forward"
      forward = [{
        target_group = [
          { arn = aws_lb_target_group.ours.arn, weight = 1 },
          { arn = data.aws_lb_target_group.theirs.arn, weight = 0 },
        ]
      }]
    }]
  }

  expect "data_source_pool" { verdict = "none" }
}

scenario "the settings say who fills it" {
  meta = { external_pools = ["theirs"] }

  data "aws_lb_target_group" "theirs" {
    attrs = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/theirs/1111111111111111", name = "theirs" }
  }

  resource "aws_lb_listener" "http" {
    attrs = { port = 80, default_action = [{ type = "forward", target_group_arn = data.aws_lb_target_group.theirs.arn }] }

    expect "data_source_pool" { verdict = "pass" }
  }
}
