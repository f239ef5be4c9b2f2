entry_policy "lattice_association_removed" {
  about {
    severity = "S1"
    title    = "A service of VPC Lattice leaves its service network"
    why      = "Whoever reaches it through that network does so no more."
    fix      = "Move the callers first; where the service goes with its last caller, waive this finding."
  }

  filter = entry.service == "lattice" && entry.operation == "delete" && length(entry.prior_links) > 0

  enforce {
    condition     = anytrue([for link in entry.prior_links : link.removed])
    error_message = "${entry.address} goes, and what it connects stays."
  }
}
