locals {
  https = [{ http_port = 80, https_port = 443, origin_protocol_policy = "https-only" }]
  http  = [{ http_port = 80, https_port = 443, origin_protocol_policy = "http-only" }]
}

resource "aws_lb" "public" {
  attrs = { name = "public", internal = false }
}

resource "aws_lb_listener" "http" {
  attrs = { load_balancer_arn = aws_lb.public.arn, port = 80, protocol = "HTTP" }
}

resource "aws_lb" "secure" {
  attrs = { name = "secure", internal = false }
}

resource "aws_lb_listener" "https" {
  attrs = { load_balancer_arn = aws_lb.secure.arn, port = 443, protocol = "HTTPS" }
}

resource "aws_lb" "inside" {
  attrs = { name = "inside", internal = true }
}

resource "aws_lb_listener" "inside" {
  attrs = { load_balancer_arn = aws_lb.inside.arn, port = 443, protocol = "HTTPS" }
}

resource "aws_cloudfront_vpc_origin" "inside" {
  attrs = { vpc_origin_endpoint_config = [{ arn = aws_lb.inside.arn, name = "inside" }] }
}

resource "aws_cloudfront_distribution" "to_an_internal_one" {
  attrs = { origin = [{ origin_id = "app", domain_name = aws_lb.inside.dns_name, custom_origin_config = local.https }] }

  expect "cf_origin_unreachable" {
    verdict = "fail"
    message = "that load balancer is internal"
  }
}

resource "aws_cloudfront_distribution" "to_a_port_without_listener" {
  attrs = { origin = [{ origin_id = "app", domain_name = aws_lb.public.dns_name, custom_origin_config = local.https }] }

  expect "cf_origin_unreachable" {
    verdict = "fail"
    message = "no listener of aws_lb.public"
  }
}

resource "aws_cloudfront_distribution" "by_http" {
  attrs = { origin = [{ origin_id = "app", domain_name = aws_lb.public.dns_name, custom_origin_config = local.http }] }

  expect "cf_origin_unreachable" { verdict = "pass" }
}

resource "aws_cloudfront_distribution" "by_https" {
  attrs = { origin = [{ origin_id = "app", domain_name = aws_lb.secure.dns_name, custom_origin_config = local.https }] }

  expect "cf_origin_unreachable" { verdict = "pass" }
}

# A VPC origin reaches what the internet does not.
resource "aws_cloudfront_distribution" "through_a_vpc_origin" {
  attrs = {
    origin = [{
      origin_id         = "app"
      domain_name       = aws_lb.inside.dns_name
      vpc_origin_config = [{ vpc_origin_id = aws_cloudfront_vpc_origin.inside.id }]
    }]
  }

  expect "cf_origin_unreachable" { verdict = "none" }
}

scenario "whether it is internal is known after apply" {
  resource "aws_lb" "later" {
    attrs = { name = "later", internal = unknown }
  }

  resource "aws_lb_listener" "http" {
    attrs = { load_balancer_arn = aws_lb.later.arn, port = 80, protocol = "HTTP" }
  }

  resource "aws_cloudfront_distribution" "shop" {
    attrs = { origin = [{ origin_id = "app", domain_name = aws_lb.later.dns_name, custom_origin_config = local.http }] }

    expect "cf_origin_unreachable" { verdict = "unknown" }
  }
}

scenario "another state may have the listener" {
  resource "aws_lb" "shared" {
    attrs = { name = "shared", internal = false }
  }

  resource "aws_lb_listener" "http" {
    attrs = { load_balancer_arn = aws_lb.shared.arn, port = 80, protocol = "HTTP" }
  }

  output "load_balancer" {
    value = aws_lb.shared.arn
  }

  resource "aws_cloudfront_distribution" "shop" {
    attrs = { origin = [{ origin_id = "app", domain_name = aws_lb.shared.dns_name, custom_origin_config = local.https }] }

    expect "cf_origin_unreachable" {
      verdict = "unknown"
      message = "leaves this state"
    }
  }
}
