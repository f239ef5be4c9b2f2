listener_policy "certificate_removed" {
  about {
    severity = "S2"
    title    = "A certificate is destroyed that a listener keeps"
    why      = "AWS refuses to delete a certificate in use; where the listener is changed too, it asks for one that is gone."
    fix      = "Give ${listener.address} its new certificate first, by a reference, and remove the old one in a later apply."
  }

  filter = listener.after && length(listener.certificates) > 0

  enforce {
    condition     = !anytrue([for certificate in listener.certificates : certificate.removed])
    error_message = "${listener.address} keeps the certificate ${join(", ", [for certificate in listener.certificates : certificate.address if certificate.removed])}, which this plan destroys."
  }
}
