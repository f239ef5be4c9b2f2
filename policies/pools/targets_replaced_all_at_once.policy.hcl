# Each attachment is destroyed and made again, and Terraform waits neither for draining nor for health.
pool_policy "targets_replaced_all_at_once" {
  about {
    severity = pool.production || local.for_good ? "S1" : "S3"
    title    = "All targets of a pool are replaced at once"
    why      = "Between the first deregistration and the first healthy new target the pool answers 503."
    fix      = "Add new targets in one apply and remove the old ones in the next, once the new ones are healthy."
  }

  locals {
    # Open in every order, with no step that would close it and none that is refused.
    for_good = anytrue([for window in pool.windows : window.certainty == "always" if window.cause == "emptied" && window.stays && window.stopped_by == null])
  }

  filter  = pool.before && pool.after && pool.operation != "replace" && pool.takes_traffic && length(pool.prior_members) > 0 && length(pool.members) > 0
  related = pool.prior_members

  enforce {
    condition     = !alltrue([for member in pool.prior_members : member.destroyed_first]) || anytrue([for member in pool.members : member.operation != "replace"])
    error_message = "${pool.address} takes traffic, and this plan takes out all its targets before it registers them again: ${join(", ", [for member in pool.prior_members : member.address])}."
  }

  # A registration is known by pool, target and port: the same one made first is no new one, and the destroy takes it out.
  enforce {
    condition     = !local.for_good
    error_message = "${pool.address} ends without targets: the same registrations are made first and destroyed after, and the destroy takes out the very targets: ${join(", ", [for member in pool.prior_members : member.address])}."
  }
}
