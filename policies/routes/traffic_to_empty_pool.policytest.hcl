resource "aws_instance" "web" {
  attrs = { ami = "ami-1" }
}

resource "aws_lb_target_group" "filled" {
  attrs = { name = "filled" }
}

resource "aws_lb_target_group_attachment" "filled" {
  attrs = { target_group_arn = aws_lb_target_group.filled.arn, target_id = aws_instance.web.id }
}

resource "aws_lb_listener" "to_the_filled_one" {
  attrs = { port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.filled.arn }] }

  expect "traffic_to_empty_pool" { verdict = "pass" }
}

resource "aws_lb_target_group" "empty" {
  attrs = { name = "empty" }
}

resource "aws_lb_listener" "to_the_empty_one" {
  attrs = { port = 81, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.empty.arn }] }

  expect "traffic_to_empty_pool" {
    verdict = "fail"
    message = "sends all its traffic to aws_lb_target_group.empty"
  }
}

# No traffic, no fault.
resource "aws_lb_listener" "with_weight_0" {
  attrs = {
    port = 82
    default_action = [{
      type = "forward"
      forward = [{
        target_group = [
          { arn = aws_lb_target_group.filled.arn, weight = 1 },
          { arn = aws_lb_target_group.empty.arn, weight = 0 },
        ]
      }]
    }]
  }

  expect "traffic_to_empty_pool" { verdict = "pass" }
}

scenario "who fills the pool is known after apply" {
  resource "aws_lb_target_group" "blue" {
    attrs = { name = "blue" }
  }

  resource "aws_lb_target_group_attachment" "somewhere" {
    attrs = { target_group_arn = unknown, target_id = "i-1" }
  }

  resource "aws_lb_listener" "http" {
    attrs = { port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.blue.arn }] }

    expect "traffic_to_empty_pool" { verdict = "unknown" }
  }
}
