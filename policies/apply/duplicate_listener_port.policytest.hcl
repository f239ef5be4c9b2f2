locals {
  balancer = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/shop/1111111111111111"
  listener = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/shop/1111111111111111"
  answer   = [{ type = "fixed-response", fixed_response = [{ content_type = "text/plain", status_code = "404" }] }]
}

resource "aws_lb" "shop" {
  attrs = { name = "shop" }
}

resource "aws_lb" "admin" {
  attrs = { name = "admin" }
}

resource "aws_lb_listener" "http" {
  attrs = { load_balancer_arn = aws_lb.shop.arn, port = 80, default_action = local.answer }

  expect "duplicate_listener_port" {
    verdict  = "fail"
    severity = "S2"
    message  = "both listen on port 80"
  }
}

resource "aws_lb_listener" "twice" {
  attrs = { load_balancer_arn = aws_lb.shop.arn, port = 80, default_action = local.answer }

  expect "duplicate_listener_port" { verdict = "fail" }
}

# Another port, and the same port of another load balancer.
resource "aws_lb_listener" "other_port" {
  attrs = { load_balancer_arn = aws_lb.shop.arn, port = 443, default_action = local.answer }

  expect "duplicate_listener_port" { verdict = "pass" }
}

resource "aws_lb_listener" "other_load_balancer" {
  attrs = { load_balancer_arn = aws_lb.admin.arn, port = 80, default_action = local.answer }

  expect "duplicate_listener_port" { verdict = "pass" }
}

scenario "TCP and UDP on one port are two listeners of that port" {
  resource "aws_lb" "net" {
    attrs = { name = "net", load_balancer_type = "network" }
  }

  resource "aws_lb_listener" "tcp" {
    attrs = { load_balancer_arn = aws_lb.net.arn, port = 53, protocol = "TCP", default_action = local.answer }

    expect "duplicate_listener_port" { verdict = "fail" }
  }

  resource "aws_lb_listener" "udp" {
    attrs = { load_balancer_arn = aws_lb.net.arn, port = 53, protocol = "UDP", default_action = local.answer }

    expect "duplicate_listener_port" { verdict = "fail" }
  }
}

scenario "a port that is known after apply" {
  resource "aws_lb" "shop" {
    attrs = { name = "shop" }
  }

  resource "aws_lb_listener" "http" {
    attrs = { load_balancer_arn = aws_lb.shop.arn, port = 80, default_action = local.answer }

    expect "duplicate_listener_port" { verdict = "unknown" }
  }

  resource "aws_lb_listener" "later" {
    skip  = true
    attrs = { load_balancer_arn = aws_lb.shop.arn, port = unknown, default_action = local.answer }
  }
}

scenario "the port moves to a new listener while the old one goes, in no order" {
  resource "aws_lb" "shop" {
    meta  = { operation = "no-op" }
    attrs = { arn = local.balancer, name = "shop" }
  }

  resource "aws_lb_listener" "old" {
    prior_attrs = { arn = "${local.listener}/1", load_balancer_arn = aws_lb.shop.arn, port = 80, default_action = local.answer }
  }

  resource "aws_lb_listener" "new" {
    attrs = { load_balancer_arn = aws_lb.shop.arn, port = 80, default_action = local.answer }

    expect "duplicate_listener_port" {
      verdict  = "fail"
      severity = "S3"
      message  = "needs a moved block"
    }
  }
}

scenario "what stood there before is not the business of a plan that leaves it" {
  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { load_balancer_arn = local.balancer, port = 80, default_action = local.answer }

    expect "duplicate_listener_port" { verdict = "none" }
  }
}
