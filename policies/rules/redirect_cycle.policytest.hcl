locals {
  to_https = [{ type = "redirect", redirect = [{ protocol = "HTTPS", port = "443", status_code = "HTTP_301" }] }]
  to_8443  = [{ type = "redirect", redirect = [{ protocol = "HTTPS", port = "8443", status_code = "HTTP_301" }] }]
  answer   = [{ type = "fixed-response", fixed_response = [{ content_type = "text/plain", status_code = "200" }] }]
}

scenario "two listeners send the requests to each other" {
  resource "aws_lb" "shop" {
    attrs = { name = "shop" }
  }

  resource "aws_lb_listener" "one" {
    attrs = { load_balancer_arn = aws_lb.shop.arn, port = 443, protocol = "HTTPS", default_action = local.to_8443 }

    expect "redirect_cycle" {
      verdict = "fail"
      message = "round and round"
    }
  }

  resource "aws_lb_listener" "two" {
    attrs = { load_balancer_arn = aws_lb.shop.arn, port = 8443, protocol = "HTTPS", default_action = local.to_https }

    expect "redirect_cycle" { verdict = "fail" }
  }
}

scenario "from HTTP to HTTPS" {
  resource "aws_lb" "shop" {
    attrs = { name = "shop" }
  }

  resource "aws_lb_listener" "http" {
    attrs = { load_balancer_arn = aws_lb.shop.arn, port = 80, protocol = "HTTP", default_action = local.to_https }

    expect "redirect_cycle" { verdict = "pass" }
  }

  resource "aws_lb_listener" "https" {
    attrs = { load_balancer_arn = aws_lb.shop.arn, port = 443, protocol = "HTTPS", default_action = local.answer }

    expect "redirect_cycle" { verdict = "none" }
  }
}

# One path changes, so the request is another one the second time.
scenario "a rule that leads out of the circle" {
  resource "aws_lb" "shop" {
    attrs = { name = "shop" }
  }

  resource "aws_lb_listener" "https" {
    attrs = { load_balancer_arn = aws_lb.shop.arn, port = 443, protocol = "HTTPS", default_action = [{ type = "redirect", redirect = [{ protocol = "HTTPS", port = "443", path = "/new", status_code = "HTTP_302" }] }] }

    expect "redirect_cycle" { verdict = "pass" }
  }

  resource "aws_lb_listener_rule" "new" {
    attrs = { listener_arn = aws_lb_listener.https.arn, priority = 1, action = local.answer, condition = [{ path_pattern = [{ values = ["/new"] }] }] }
  }
}

scenario "a port that is known after apply" {
  resource "aws_lb" "shop" {
    attrs = { name = "shop" }
  }

  resource "aws_lb_listener" "https" {
    attrs = { load_balancer_arn = aws_lb.shop.arn, port = 443, protocol = "HTTPS", default_action = [{ type = "redirect", redirect = [{ protocol = "HTTPS", port = unknown, path = "/x", status_code = "HTTP_302" }] }] }

    expect "redirect_cycle" { verdict = "unknown" }
  }
}

scenario "a distribution in front of a redirect to HTTPS" {
  locals {
    back   = [{ type = "redirect", redirect = [{ protocol = "HTTPS", port = "443", host = "#{host}", path = "/#{path}", query = "#{query}", status_code = "HTTP_301" }] }]
    http   = [{ http_port = 80, https_port = 443, origin_protocol_policy = "http-only" }]
    viewer = [{ http_port = 80, https_port = 443, origin_protocol_policy = "match-viewer" }]
    kept   = [{ target_origin_id = "app", forwarded_values = [{ query_string = true, headers = ["Host"] }] }]
    lost   = [{ target_origin_id = "app", forwarded_values = [{ query_string = true, headers = [] }] }]
  }

  resource "aws_lb" "web" {
    attrs = { name = "web", internal = false }
  }

  resource "aws_lb_listener" "http" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = local.back }
  }

  resource "aws_lb_listener" "https" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 443, protocol = "HTTPS", default_action = [{ type = "fixed-response", fixed_response = [{ content_type = "text/plain", status_code = "200" }] }] }
  }

  resource "aws_cloudfront_distribution" "round_and_round" {
    attrs = { origin = [{ origin_id = "app", domain_name = aws_lb.web.dns_name, custom_origin_config = local.http }], default_cache_behavior = local.kept }

    expect "redirect_cycle" {
      verdict = "fail"
      message = "asks aws_lb.web by HTTP only"
    }
  }

  resource "aws_cloudfront_distribution" "with_every_header_of_the_viewer" {
    attrs = { origin = [{ origin_id = "app", domain_name = aws_lb.web.dns_name, custom_origin_config = local.http }], default_cache_behavior = [{ target_origin_id = "app", origin_request_policy_id = "216adef6-5c7f-47e4-b989-5492eafa07d3" }] }

    expect "redirect_cycle" { verdict = "fail" }
  }

  # The way back then leads to the name of the load balancer itself.
  resource "aws_cloudfront_distribution" "without_the_host" {
    attrs = { origin = [{ origin_id = "app", domain_name = aws_lb.web.dns_name, custom_origin_config = local.http }], default_cache_behavior = local.lost }

    expect "redirect_cycle" { verdict = "none" }
  }

  resource "aws_cloudfront_distribution" "as_the_viewer_asks" {
    attrs = { origin = [{ origin_id = "app", domain_name = aws_lb.web.dns_name, custom_origin_config = local.viewer }], default_cache_behavior = local.kept }

    expect "redirect_cycle" { verdict = "none" }
  }

  resource "aws_lb" "guarded" {
    attrs = { name = "guarded", internal = false }
  }

  resource "aws_lb_listener" "guarded" {
    attrs = { load_balancer_arn = aws_lb.guarded.arn, port = 80, protocol = "HTTP", default_action = local.back }
  }

  resource "aws_lb_listener" "guarded_https" {
    attrs = { load_balancer_arn = aws_lb.guarded.arn, port = 443, protocol = "HTTPS", default_action = [{ type = "fixed-response", fixed_response = [{ content_type = "text/plain", status_code = "200" }] }] }
  }

  resource "aws_lb_listener_rule" "from_the_distribution" {
    attrs = { listener_arn = aws_lb_listener.guarded.arn, priority = 1, action = [{ type = "fixed-response", fixed_response = [{ content_type = "text/plain", status_code = "200" }] }], condition = [{ http_header = [{ http_header_name = "X-Origin", values = ["cdn"] }] }] }
  }

  # A rule takes what the distribution sends.
  resource "aws_cloudfront_distribution" "by_a_rule" {
    attrs = { origin = [{ origin_id = "app", domain_name = aws_lb.guarded.dns_name, custom_origin_config = local.http }], default_cache_behavior = local.kept }

    expect "redirect_cycle" { verdict = "pass" }
  }

  resource "aws_cloudfront_distribution" "to_a_port_that_is_known_later" {
    attrs = { origin = [{ origin_id = "app", domain_name = aws_lb.web.dns_name, custom_origin_config = [{ http_port = unknown, https_port = 443, origin_protocol_policy = "http-only" }] }], default_cache_behavior = local.kept }

    expect "redirect_cycle" { verdict = "unknown" }
  }
}
