listener_policy "certificate_not_issued" {
  about {
    severity = "S2"
    title    = "A listener takes a certificate that nobody has validated"
    why      = "AWS refuses a certificate that is not issued yet: the provider tries for five minutes, and the apply stops half-way."
    fix      = "Validate it in this plan (aws_acm_certificate_validation) and refer to the certificate_arn of the validation."
  }

  filter = listener.after && !contains(["no-op", "forget"], listener.operation) && length(listener.certificates) > 0

  enforce {
    condition     = !anytrue([for certificate in listener.certificates : certificate.not_validated])
    error_message = "${listener.address} takes ${join(", ", [for certificate in listener.certificates : certificate.address])}, which this plan requests and nothing in it validates."
  }
}
