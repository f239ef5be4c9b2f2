resource "aws_lb" "inner" {
  attrs = { name = "inner", load_balancer_type = "application" }
}

resource "aws_lb_listener" "inner" {
  attrs = { load_balancer_arn = aws_lb.inner.arn, port = 80, protocol = "HTTP" }
}

resource "aws_lb_target_group" "on_80" {
  attrs = { name = "on-80", target_type = "alb", port = 80, protocol = "TCP" }
}

resource "aws_lb_target_group" "on_443" {
  attrs = { name = "on-443", target_type = "alb", port = 443, protocol = "TCP" }
}

resource "aws_lb_target_group_attachment" "on_a_port_with_a_listener" {
  attrs = { target_group_arn = aws_lb_target_group.on_80.arn, target_id = aws_lb.inner.arn, port = 80 }

  expect "alb_behind_nlb_without_listener" { verdict = "pass" }
}

# Without a port of its own it is that of the pool.
resource "aws_lb_target_group_attachment" "on_the_port_of_the_pool" {
  attrs = { target_group_arn = aws_lb_target_group.on_443.arn, target_id = aws_lb.inner.arn }

  expect "alb_behind_nlb_without_listener" {
    verdict = "fail"
    message = "on port 443, on which it does not listen"
  }
}

# A load balancer of another state has its listeners there.
resource "aws_lb_target_group_attachment" "of_another_state" {
  attrs = {
    target_group_arn = aws_lb_target_group.on_443.arn
    target_id        = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/theirs/1"
  }

  expect "alb_behind_nlb_without_listener" { verdict = "pass" }
}

resource "aws_lb" "bare" {
  attrs = { name = "bare", load_balancer_type = "application" }
}

resource "aws_lb_target_group_attachment" "listeners_elsewhere" {
  attrs = { target_group_arn = aws_lb_target_group.on_443.arn, target_id = aws_lb.bare.arn }

  expect "alb_behind_nlb_without_listener" { verdict = "unknown" }
}

resource "aws_lb_target_group_attachment" "an_instance" {
  attrs = { target_group_arn = aws_lb_target_group.on_80.arn, target_id = "i-1" }

  expect "alb_behind_nlb_without_listener" { verdict = "pass" }
}

scenario "the listener of what is registered moves to another port" {
  resource "aws_lb" "inner" {
    meta  = { operation = "no-op" }
    attrs = { name = "inner", arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/inner/0123456789abcdef", load_balancer_type = "application" }
  }

  resource "aws_lb_listener" "inner" {
    meta        = { operation = "update" }
    prior_attrs = { load_balancer_arn = aws_lb.inner.arn, port = 80, protocol = "HTTP" }
    attrs       = { load_balancer_arn = aws_lb.inner.arn, port = 8080, protocol = "HTTP" }
  }

  resource "aws_lb_target_group" "on_80" {
    meta  = { operation = "no-op" }
    attrs = { name = "on-80", arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/on-80/0123456789abcdef", target_type = "alb", port = 80, protocol = "TCP" }
  }

  resource "aws_lb_target_group_attachment" "inner" {
    meta  = { operation = "no-op" }
    attrs = { target_group_arn = aws_lb_target_group.on_80.arn, target_id = aws_lb.inner.arn }

    expect "alb_behind_nlb_without_listener" {
      verdict  = "fail"
      severity = "S1"
    }
  }

  resource "aws_lb_target_group" "on_8080" {
    meta  = { operation = "no-op" }
    attrs = { name = "on-8080", arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/on-8080/0123456789abcdef", target_type = "alb", port = 8080, protocol = "TCP" }
  }

  resource "aws_lb_target_group_attachment" "on_the_new_port" {
    meta  = { operation = "no-op" }
    attrs = { target_group_arn = aws_lb_target_group.on_8080.arn, target_id = aws_lb.inner.arn }

    expect "alb_behind_nlb_without_listener" { verdict = "pass" }
  }
}
