# Each attachment is destroyed and made again, and Terraform waits neither for draining nor for health.
pool_policy "targets_replaced_all_at_once" {
  about {
    severity = pool.production ? "S1" : "S3"
    title    = "All targets of a pool are replaced at once"
    why      = "Between the first deregistration and the first healthy new target the pool answers 503."
    fix      = "Add new targets in one apply and remove the old ones in the next, once the new ones are healthy."
  }

  filter  = pool.before && pool.after && pool.operation != "replace" && pool.takes_traffic && length(pool.prior_members) > 0 && length(pool.members) > 0
  related = pool.prior_members

  enforce {
    condition     = !alltrue([for member in pool.prior_members : member.destroyed_first]) || anytrue([for member in pool.members : member.operation != "replace"])
    error_message = "${pool.address} takes traffic, and this plan takes out all its targets before it registers them again: ${join(", ", [for member in pool.prior_members : member.address])}."
  }
}
