# Never unknown: a plan says what it does to each object.
resource "aws_lb" "dropped" {
  meta  = { operation = "forget" }
  attrs = { name = "dropped" }

  expect "forget_routing_node" {
    verdict = "fail"
    message = "it goes on routing traffic, unmanaged"
  }
}

resource "aws_lb_listener" "dropped" {
  meta  = { operation = "forget" }
  attrs = { port = 80 }

  expect "forget_routing_node" { verdict = "fail" }
}

resource "aws_lb_listener_rule" "dropped" {
  meta  = { operation = "forget" }
  attrs = { priority = 1 }

  expect "forget_routing_node" { verdict = "fail" }
}

resource "aws_lb_target_group" "dropped" {
  meta  = { operation = "forget" }
  attrs = { name = "dropped" }

  expect "forget_routing_node" { verdict = "fail" }
}

resource "aws_lb_target_group" "stays" {
  meta  = { operation = "no-op" }
  attrs = { name = "stays" }

  expect "forget_routing_node" { verdict = "pass" }
}

# What is destroyed is not left behind, and a queue routes no traffic.
resource "aws_lb_target_group" "destroyed" {
  prior_attrs = { name = "destroyed" }

  expect "forget_routing_node" { verdict = "pass" }
}

resource "aws_sqs_queue" "dropped" {
  meta  = { operation = "forget" }
  attrs = { name = "dropped" }

  expect "forget_routing_node" { verdict = "none" }
}
