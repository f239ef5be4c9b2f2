resource "aws_lb" "whole" {
  skip  = true
  attrs = { name = "whole", load_balancer_type = "application" }
}

resource "aws_lb_listener" "https" {
  attrs = {
    load_balancer_arn = aws_lb.whole.arn
    port              = 443
    protocol          = "HTTPS"
    default_action = [{
      type           = "fixed-response"
      fixed_response = [{ content_type = "text/plain", status_code = "200" }]
    }]
  }
  skip = true
}

resource "aws_lb_listener" "to_https" {
  attrs = {
    load_balancer_arn = aws_lb.whole.arn
    port              = 80
    protocol          = "HTTP"
    default_action = [{
      type     = "redirect"
      redirect = [{ port = "443", protocol = "HTTPS", status_code = "HTTP_301" }]
    }]
  }

  expect "redirect_to_missing_listener" { verdict = "pass" }
}

resource "aws_lb" "half" {
  skip  = true
  attrs = { name = "half", load_balancer_type = "application" }
}

resource "aws_lb_listener" "to_nothing" {
  attrs = {
    load_balancer_arn = aws_lb.half.arn
    port              = 80
    protocol          = "HTTP"
    default_action = [{
      type     = "redirect"
      redirect = [{ port = "443", protocol = "HTTPS", status_code = "HTTP_301" }]
    }]
  }

  expect "redirect_to_missing_listener" { verdict = "fail" }
}

# Clients meet the distribution, which answers on port 443 whatever the load balancer does.
resource "aws_lb" "behind_a_cdn" {
  skip  = true
  attrs = { name = "behind_a_cdn", load_balancer_type = "application" }
}

resource "aws_lb_listener" "behind_a_cdn" {
  attrs = {
    load_balancer_arn = aws_lb.behind_a_cdn.arn
    port              = 80
    protocol          = "HTTP"
    default_action = [{
      type     = "redirect"
      redirect = [{ port = "443", protocol = "HTTPS", status_code = "HTTP_301" }]
    }]
  }

  expect "redirect_to_missing_listener" { verdict = "unknown" }
}

resource "aws_cloudfront_distribution" "front" {
  skip = true
  attrs = {
    origin = [{ origin_id = "shop", domain_name = aws_lb.behind_a_cdn.dns_name }]
  }
}
