# Nothing waits for the end of the draining: the provider deregisters, and Terraform goes on.
member_policy "drain_order" {
  about {
    severity = "S3"
    title    = "A target goes away while it is being drained"
    why      = "Requests that it still answers are cut off: deregistration is not waited for."
    fix      = "Take the attachment out in one apply, and the target in a later one, when its deregistration delay is over."
  }

  filter  = member.before && member.operation == "delete" && anytrue([for pool in member.prior_pools : pool.after && pool.takes_traffic && tostring(coalesce(try(pool.attrs.deregistration_delay, null), 300)) != "0"])
  related = member.prior_targets

  enforce {
    condition     = alltrue([for target in member.prior_targets : target.operation != "delete"])
    error_message = "${member.address} and ${join(", ", [for target in member.prior_targets : target.address])}, which it registers, are destroyed in one apply."
  }
}
