# An entry that names the listener itself is the business of apigw_link_broken.
entry_policy "listener_removed_entry_remains" {
  about {
    severity = "S1"
    title    = "The last listener goes, and what leads to the load balancer stays"
    why      = "Clients are still sent there and are refused: a DNS name times out, a distribution answers 502 or 504."
    fix      = "Take ${entry.address} away or point it elsewhere first, and wait until its old answer has expired."
  }

  filter = entry.after && entry.service != "api_gateway" && length(entry.links) > 0

  enforce {
    condition     = alltrue([for link in entry.links : link.has_listener if link.had_listener && !link.removed])
    error_message = "${entry.address} still leads to ${join(", ", [for link in entry.links : link.address if link.had_listener])}, whose last listener this plan removes."
  }
}
