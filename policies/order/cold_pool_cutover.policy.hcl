# A rule that is new has no traffic to lose, and a service of ECS has to be made after it.
route_policy "cold_pool_cutover" {
  about {
    severity = local.certain && route.from.before ? "S1" : "S3"
    title    = "A route moves to a pool before its first target is in it"
    why      = "Until the first target is registered and healthy the pool answers nothing: 503 for the share that was moved. Terraform never waits for health, except where a service says wait_for_steady_state or a group wait_for_elb_capacity."
    fix      = "Bring up ${route.pool.address} with its members in one apply and move ${route.from.address} in the next; or at least let the route depend on the members."
    paste    = <<-EOT
      # In the block of ${route.from.address}:
      ${length(route.members_to_name) > 0 ? "depends_on = [${join(", ", route.members_to_name)}]" : "# Its members stand in a module that it cannot name: in the block of its own module, depend on theirs."}
    EOT
  }

  locals {
    windows = [for window in route.windows : window if window.cause == "cold"]
    certain = anytrue([for window in local.windows : !window.only_possible])
  }

  filter  = route.after && !route.from.destroyed_first
  windows = local.windows

  enforce {
    condition     = alltrue([for window in local.windows : window.certainty == "never"])
    error_message = local.certain ? "${route.from.address} moves to ${route.pool.address} before any of its members is registered." : "Nothing orders the change of ${route.from.address} after the first member of ${route.pool.address}."
  }
}
