locals {
  arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012"
}

resource "aws_lb" "shop" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}:loadbalancer/app/shop/1", dns_name = "shop-1.eu-central-1.elb.amazonaws.com" }
}

resource "aws_lb_listener" "last" {
  prior_attrs = { arn = "${local.arn}:listener/app/shop/1/1", load_balancer_arn = aws_lb.shop.arn, port = 80 }
}

resource "aws_route53_record" "www" {
  meta  = { operation = "no-op" }
  attrs = { name = "www", type = "A", alias = [{ name = aws_lb.shop.dns_name, zone_id = "Z1" }] }

  expect "listener_removed_entry_remains" {
    verdict = "fail"
    message = "leads to aws_lb.shop, whose last listener this plan removes"
  }
}

resource "aws_route53_record" "goes_too" {
  prior_attrs = { name = "old", type = "A", alias = [{ name = aws_lb.shop.dns_name, zone_id = "Z1" }] }

  expect "listener_removed_entry_remains" { verdict = "none" }
}

# Port 80 is closed on purpose, and 443 stays.
resource "aws_lb" "both_ports" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}:loadbalancer/app/both/2", dns_name = "both-2.eu-central-1.elb.amazonaws.com" }
}

resource "aws_lb_listener" "http" {
  prior_attrs = { arn = "${local.arn}:listener/app/both/2/1", load_balancer_arn = aws_lb.both_ports.arn, port = 80 }
}

resource "aws_lb_listener" "https" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}:listener/app/both/2/2", load_balancer_arn = aws_lb.both_ports.arn, port = 443 }
}

resource "aws_route53_record" "both" {
  meta  = { operation = "no-op" }
  attrs = { name = "both", type = "A", alias = [{ name = aws_lb.both_ports.dns_name, zone_id = "Z1" }] }

  expect "listener_removed_entry_remains" { verdict = "pass" }
}

scenario "where a new listener stands is known after apply" {
  resource "aws_lb" "shop" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:loadbalancer/app/shop/1", dns_name = "shop-1.eu-central-1.elb.amazonaws.com" }
  }

  resource "aws_lb_listener" "last" {
    prior_attrs = { arn = "${local.arn}:listener/app/shop/1/1", load_balancer_arn = aws_lb.shop.arn, port = 80 }
  }

  resource "aws_lb_listener" "somewhere" {
    attrs = { load_balancer_arn = unknown, port = 443 }
  }

  resource "aws_route53_record" "www" {
    meta  = { operation = "no-op" }
    attrs = { name = "www", type = "A", alias = [{ name = aws_lb.shop.dns_name, zone_id = "Z1" }] }

    expect "listener_removed_entry_remains" { verdict = "unknown" }
  }
}
