resource "aws_acm_certificate" "left" {
  attrs = { domain_name = "left.example.com", validation_method = "DNS" }
}

resource "aws_acm_certificate" "validated" {
  attrs = { domain_name = "shop.example.com", validation_method = "DNS" }
}

resource "aws_acm_certificate_validation" "validated" {
  attrs = { certificate_arn = aws_acm_certificate.validated.arn }
}

# One that is imported with its key is issued at once.
resource "aws_acm_certificate" "imported" {
  attrs = { private_key = "key", certificate_body = "body", validation_method = "DNS" }
}

resource "aws_acm_certificate" "issued_long_ago" {
  meta = { operation = "no-op" }
  attrs = {
    arn               = "arn:aws:acm:eu-central-1:123456789012:certificate/1"
    domain_name       = "old.example.com"
    validation_method = "DNS"
  }
}

resource "aws_lb_listener" "of_one_that_nobody_validates" {
  attrs = { protocol = "HTTPS", port = 443, certificate_arn = aws_acm_certificate.left.arn }

  expect "certificate_not_issued" {
    verdict = "fail"
    message = "takes aws_acm_certificate.left"
  }
}

resource "aws_lb_listener" "of_the_validation" {
  attrs = { protocol = "HTTPS", port = 444, certificate_arn = aws_acm_certificate_validation.validated.certificate_arn }

  expect "certificate_not_issued" { verdict = "pass" }
}

resource "aws_lb_listener" "of_the_imported" {
  attrs = { protocol = "HTTPS", port = 445, certificate_arn = aws_acm_certificate.imported.arn }

  expect "certificate_not_issued" { verdict = "pass" }
}

resource "aws_lb_listener" "of_the_old" {
  attrs = { protocol = "HTTPS", port = 446, certificate_arn = aws_acm_certificate.issued_long_ago.arn }

  expect "certificate_not_issued" { verdict = "pass" }
}

resource "aws_lb_listener" "of_one_or_the_other" {
  attrs = {
    protocol        = "HTTPS"
    port            = 447
    certificate_arn = unknown == "x" ? aws_acm_certificate.left.arn : aws_acm_certificate.imported.arn
  }

  expect "certificate_not_issued" { verdict = "unknown" }
}

resource "aws_lb_listener" "without" {
  attrs = { protocol = "HTTP", port = 80 }

  expect "certificate_not_issued" { verdict = "none" }
}
