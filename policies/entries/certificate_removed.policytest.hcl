# Never unknown: a listener keeps what is destroyed by a known ARN; a value that is not known names what stands after the apply.
resource "aws_acm_certificate" "goes" {
  prior_attrs = { arn = "arn:aws:acm:eu-central-1:123456789012:certificate/1" }
}

resource "aws_acm_certificate" "stays" {
  meta  = { operation = "no-op" }
  attrs = { arn = "arn:aws:acm:eu-central-1:123456789012:certificate/2" }
}

# Created first, as the listener moves to the new one before the old one goes.
resource "aws_acm_certificate" "renewed" {
  meta        = { operation = "replace", create_before_destroy = true }
  prior_attrs = { arn = "arn:aws:acm:eu-central-1:123456789012:certificate/3", domain_name = "a.example.com" }
  attrs       = { domain_name = "b.example.com" }
}

resource "aws_lb_listener" "keeps_it" {
  meta  = { operation = "no-op" }
  attrs = { protocol = "HTTPS", port = 443, certificate_arn = aws_acm_certificate.goes.arn }

  expect "certificate_removed" {
    verdict = "fail"
    message = "keeps the certificate aws_acm_certificate.goes"
  }
}

resource "aws_lb_listener" "keeps_the_other" {
  meta  = { operation = "no-op" }
  attrs = { protocol = "HTTPS", port = 444, certificate_arn = aws_acm_certificate.stays.arn }

  expect "certificate_removed" { verdict = "pass" }
}

resource "aws_lb_listener" "moves_on" {
  prior_attrs = { protocol = "HTTPS", port = 445, certificate_arn = aws_acm_certificate.goes.arn }
  attrs       = { protocol = "HTTPS", port = 445, certificate_arn = aws_acm_certificate.stays.arn }

  expect "certificate_removed" { verdict = "pass" }
}

resource "aws_lb_listener" "follows" {
  prior_attrs = { protocol = "HTTPS", port = 446, certificate_arn = aws_acm_certificate.renewed.arn }
  attrs       = { protocol = "HTTPS", port = 446, certificate_arn = aws_acm_certificate.renewed.arn }

  expect "certificate_removed" { verdict = "pass" }
}
