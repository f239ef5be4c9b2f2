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
