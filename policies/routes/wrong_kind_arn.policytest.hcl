# Never unknown: only what is proved to be of the wrong kind is listed.
resource "aws_lb" "main" {
  attrs = { name = "main" }
}

resource "aws_lb_target_group" "blue" {
  attrs = { name = "blue" }
}

resource "aws_lb_listener" "right" {
  attrs = {
    load_balancer_arn = aws_lb.main.arn
    default_action    = [{ type = "forward", target_group_arn = aws_lb_target_group.blue.arn }]
  }

  expect "wrong_kind_arn" { verdict = "pass" }
}

resource "aws_lb_listener" "a_load_balancer_for_a_pool" {
  attrs = {
    load_balancer_arn = aws_lb.main.arn
    default_action    = [{ type = "forward", target_group_arn = aws_lb.main.arn }]
  }

  expect "wrong_kind_arn" {
    verdict = "fail"
    message = "takes the ARN of a target group, and has aws_lb.main.arn"
  }
}

resource "aws_lb_listener_rule" "a_listener_for_a_pool" {
  attrs = {
    listener_arn = aws_lb_listener.right.arn
    action = [{
      type             = "forward"
      target_group_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/main/1/2"
    }]
  }

  expect "wrong_kind_arn" { verdict = "fail" }
}

resource "aws_lb_target_group_attachment" "to_a_load_balancer" {
  attrs = { target_group_arn = aws_lb.main.arn, target_id = "i-1" }

  expect "wrong_kind_arn" { verdict = "fail" }
}
