# A remark that names what a plan cannot tell.
resource "aws_lb_target_group" "outside" {
  attrs = { name = "outside" }

  expect "traffic_to_only_lambda_or_external" { verdict = "unknown" }
}

resource "aws_lb_target_group_attachment" "outside" {
  attrs = { target_group_arn = aws_lb_target_group.outside.arn, target_id = "i-of-another-state" }
}

resource "aws_lb_target_group" "here" {
  attrs = { name = "here" }

  expect "traffic_to_only_lambda_or_external" { verdict = "none" }
}

resource "aws_instance" "here" {
  attrs = { ami = "ami-1" }
}

resource "aws_lb_target_group_attachment" "here" {
  attrs = { target_group_arn = aws_lb_target_group.here.arn, target_id = aws_instance.here.id }
}

# A group scales by itself.
resource "aws_lb_target_group" "group" {
  attrs = { name = "group" }

  expect "traffic_to_only_lambda_or_external" { verdict = "none" }
}

resource "aws_autoscaling_group" "group" {
  attrs = { min_size = 1, max_size = 2, target_group_arns = [aws_lb_target_group.group.arn] }
}

resource "aws_lb_target_group" "quiet" {
  attrs = { name = "quiet" }

  expect "traffic_to_only_lambda_or_external" { verdict = "none" }
}

resource "aws_lb_target_group_attachment" "quiet" {
  attrs = { target_group_arn = aws_lb_target_group.quiet.arn, target_id = "i-of-another-state" }
}

resource "aws_lb_listener" "http" {
  attrs = {
    port = 80
    default_action = [{
      type = "forward"
      forward = [{
        target_group = [
          { arn = aws_lb_target_group.outside.arn, weight = 1 },
          { arn = aws_lb_target_group.here.arn, weight = 1 },
          { arn = aws_lb_target_group.group.arn, weight = 1 },
        ]
      }]
    }]
  }
}

scenario "the settings say who fills it" {
  meta = { external_pools = ["aws_lb_target_group.outside"] }

  resource "aws_lb_target_group" "outside" {
    attrs = { name = "outside" }

    expect "traffic_to_only_lambda_or_external" { verdict = "pass" }
  }

  resource "aws_lb_target_group_attachment" "outside" {
    attrs = { target_group_arn = aws_lb_target_group.outside.arn, target_id = "i-of-another-state" }
  }

  resource "aws_lb_listener" "http" {
    attrs = { port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.outside.arn }] }
  }
}
