entry_policy "endpoint_service_empty" {
  about {
    severity = "S1"
    title    = "A private link loses its last load balancer"
    why      = "Whoever connects by PrivateLink reaches nothing any more."
    fix      = "Give ${entry.address} another Network or Gateway Load Balancer first; remove the old one in a later apply."
  }

  filter = entry.after && entry.service == "private_link" && (length(entry.links) > 0 || length(entry.prior_links) > 0)

  enforce {
    condition     = anytrue([for link in entry.links : !link.removed])
    error_message = "${entry.address} has no load balancer left after this apply${length(entry.prior_links) > 0 ? ": it had ${join(", ", [for link in entry.prior_links : link.address])}" : ""}."
  }
}
