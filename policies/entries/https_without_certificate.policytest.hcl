resource "aws_acm_certificate" "shop" {
  attrs = { domain_name = "shop.example.com" }
}

resource "aws_lb_listener" "with" {
  attrs = { protocol = "HTTPS", port = 443, certificate_arn = aws_acm_certificate.shop.arn }

  expect "https_without_certificate" { verdict = "pass" }
}

resource "aws_lb_listener" "without" {
  attrs = { protocol = "HTTPS", port = 444 }

  expect "https_without_certificate" {
    verdict = "fail"
    message = "takes HTTPS and has no certificate_arn"
  }
}

resource "aws_lb_listener" "tls_without" {
  attrs = { protocol = "TLS", port = 445, certificate_arn = "" }

  expect "https_without_certificate" { verdict = "fail" }
}

# A certificate beside the default one does not stand in for it.
resource "aws_lb_listener" "only_an_additional_one" {
  attrs = { protocol = "HTTPS", port = 446 }

  expect "https_without_certificate" { verdict = "fail" }
}

resource "aws_lb_listener_certificate" "additional" {
  attrs = { listener_arn = aws_lb_listener.only_an_additional_one.arn, certificate_arn = aws_acm_certificate.shop.arn }
}

resource "aws_lb_listener" "http" {
  attrs = { protocol = "HTTP", port = 80 }

  expect "https_without_certificate" { verdict = "none" }
}

resource "aws_lb_listener" "nobody_knows" {
  attrs = { protocol = unknown, port = 447 }

  expect "https_without_certificate" { verdict = "unknown" }
}
