resource "aws_instance" "one" {
  attrs = { ami = "ami-1" }
}

# The plan makes the load balancer; of one that stands an audit of its state tells.
resource "aws_lb" "shop" {
  attrs = { name = "shop" }
}

resource "aws_lb_target_group" "alone" {
  attrs = { name = "alone", target_type = "instance" }

  expect "single_target" { verdict = "fail" }
}

resource "aws_lb_target_group" "two" {
  attrs = { name = "two", target_type = "instance" }

  expect "single_target" { verdict = "none" }
}

# A group has as many instances as it scales to, and a function is not one server.
resource "aws_lb_target_group" "group" {
  attrs = { name = "group", target_type = "instance" }

  expect "single_target" { verdict = "pass" }
}

resource "aws_lb_target_group" "function" {
  attrs = { name = "function", target_type = "lambda" }

  expect "single_target" { verdict = "pass" }
}

# No traffic, no outage.
resource "aws_lb_target_group" "standby" {
  attrs = { name = "standby", target_type = "instance" }

  expect "single_target" { verdict = "none" }
}

resource "aws_lb_target_group" "weighted_later" {
  attrs = { name = "later", target_type = "instance" }

  expect "single_target" { verdict = "unknown" }
}

resource "aws_lb_target_group_attachment" "alone" {
  attrs = { target_group_arn = aws_lb_target_group.alone.arn, target_id = aws_instance.one.id }
}

resource "aws_lb_target_group_attachment" "first" {
  attrs = { target_group_arn = aws_lb_target_group.two.arn, target_id = "i-1" }
}

resource "aws_lb_target_group_attachment" "second" {
  attrs = { target_group_arn = aws_lb_target_group.two.arn, target_id = "i-2" }
}

resource "aws_lb_target_group_attachment" "function" {
  attrs = {
    target_group_arn = aws_lb_target_group.function.arn
    target_id        = "arn:aws:lambda:eu-central-1:123456789012:function:shop"
  }
}

resource "aws_lb_target_group_attachment" "standby" {
  attrs = { target_group_arn = aws_lb_target_group.standby.arn, target_id = "i-3" }
}

resource "aws_lb_target_group_attachment" "later" {
  attrs = { target_group_arn = aws_lb_target_group.weighted_later.arn, target_id = "i-4" }
}

resource "aws_autoscaling_group" "web" {
  attrs = { min_size = 1, max_size = 3, target_group_arns = [aws_lb_target_group.group.arn] }
}

resource "aws_lb_listener" "http" {
  attrs = {
    load_balancer_arn = aws_lb.shop.arn
    port              = 80
    default_action = [{
      type = "forward"
      forward = [{
        target_group = [
          { arn = aws_lb_target_group.alone.arn, weight = 1 },
          { arn = aws_lb_target_group.two.arn, weight = 1 },
          { arn = aws_lb_target_group.group.arn, weight = 1 },
          { arn = aws_lb_target_group.function.arn, weight = 1 },
          { arn = aws_lb_target_group.standby.arn, weight = 0 },
        ]
      }]
    }]
  }
}

resource "aws_lb_listener" "later" {
  attrs = {
    load_balancer_arn = aws_lb.shop.arn
    port              = 81
    default_action = [{
      type = "forward"
      forward = [{
        target_group = [
          { arn = aws_lb_target_group.group.arn, weight = 1 },
          { arn = aws_lb_target_group.weighted_later.arn, weight = unknown },
        ]
      }]
    }]
  }
}
