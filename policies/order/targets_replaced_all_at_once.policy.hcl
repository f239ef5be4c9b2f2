# The registrations of a pool that stays are made anew: until the first of the new ones is there the pool is empty.
route_policy "targets_replaced_all_at_once" {
  about {
    severity = local.certain ? "S1" : "S3"
    title    = "Every target of a pool is taken out before a new one is in it"
    why      = "Between the last deregistration and the first new target that is healthy the pool has nothing to answer with: 503 for its share of the traffic. Where a target is registered again before the old registration is destroyed, the destroy takes away the new one, and the pool stays empty."
    fix      = "Set create_before_destroy on what registers targets in ${route.pool.address}, unless it registers the same target and port again; then replace one registration after the other with -target, or keep a second one while the first is replaced."
    paste    = <<-EOT
      # In the block of ${length(route.pool.prior_members) > 0 ? route.pool.prior_members[0].address : route.pool.address}, where target and port are others than before:
      lifecycle {
        create_before_destroy = true
      }
    EOT
  }

  locals {
    windows = [for window in route.windows : window if window.cause == "emptied"]
    certain = anytrue([for window in local.windows : !window.only_possible])
  }

  filter = route.before && !route.leaves_object && contains(["no-op", "update"], route.pool.operation)

  enforce {
    condition     = alltrue([for window in local.windows : window.certainty == "never"])
    error_message = local.certain ? "${route.pool.address} loses every target before a new one is registered, and ${route.from.address} forwards to it." : "Nothing keeps ${route.pool.address} from losing every target before a new one is registered, and ${route.from.address} forwards to it."
  }
}
