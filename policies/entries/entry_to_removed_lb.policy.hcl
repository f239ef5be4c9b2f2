# Private links and gateways have policies of their own.
entry_policy "entry_to_removed_lb" {
  about {
    severity = "S1"
    title    = "What leads to a load balancer stays, and what it leads to goes"
    why      = "Its clients reach nothing. A DNS name that is left behind may also be taken over: whoever gets that name next gets the traffic."
    fix      = "Point ${entry.address} elsewhere by a reference, wait until its old answer has expired, and remove the load balancer in a later apply."
  }

  filter = entry.after && !contains(["private_link", "api_gateway", "lattice"], entry.service) && (length(entry.links) > 0 || length(entry.through) > 0)
  related = entry.in_front

  enforce {
    condition     = !anytrue([for link in entry.links : link.removed])
    error_message = "${entry.address} still leads to ${join(", ", [for link in entry.links : link.address if link.removed])}, which this plan destroys."
  }

  enforce {
    condition     = length(entry.removed_entries) == 0
    error_message = "${entry.address} still leads to ${join(", ", [for other in entry.removed_entries : other.address])}, which this plan destroys."
  }
}
