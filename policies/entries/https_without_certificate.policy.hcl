listener_policy "https_without_certificate" {
  about {
    severity = "S2"
    title    = "A listener of HTTPS or TLS has no certificate"
    why      = "AWS refuses the listener: it needs exactly one default certificate, and certificates attached beside it do not count."
    fix      = "Set certificate_arn of ${listener.address}."
  }

  filter = listener.after && listener.service == "elbv2" && !contains(["no-op", "forget"], listener.operation) && contains(["HTTPS", "TLS"], listener.protocol)

  enforce {
    condition     = listener.has_certificate
    error_message = "${listener.address} takes ${listener.attrs.protocol} and has no certificate_arn."
  }
}
