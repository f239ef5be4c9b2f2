# The plan that looks clean: its routes move away from the pool that it destroys. An update waits for the destruction of
# whatever the recorded dependencies of its resource name, so the pool goes first, and cannot: a route still uses it.
# Only the recorded state decides; a flag that is written in the configuration counts once it has been applied.
# Where nothing orders the two they run side by side: AWS is asked for two minutes, and mostly gives way in time.
route_policy "pool_removed_before_routes" {
  about {
    severity = !local.certain ? "S3" : route.prior_share > 0 ? "S1" : "S2"
    title = "A pool is destroyed before the routes that still use it have moved away"
    why   = "Terraform first removes the pool's targets, then tries for two minutes to delete the pool, which AWS refuses while a route uses it. The apply ends in an error, the route was never moved, and the pool it still forwards to is empty: 503 for its share of the traffic."
    fix   = "Move the routes away in one apply and remove ${route.pool.address} in the next. Or set lifecycle { create_before_destroy = true } on the pool, apply that alone, and remove the pool after: the flag has to be recorded in the state before the removal."
    paste = <<-EOT
      # First apply: keep the block and the key of ${route.pool.address} and all that registers targets in it,
      # change only where ${route.from.address} forwards to. Second apply: remove them.
      # Or, applied alone before the removal, in the block of the pool:
      lifecycle {
        create_before_destroy = true
      }
    EOT
  }

  locals {
    certain = anytrue([for stop in route.stops : !stop.only_possible])
  }

  filter = route.before && route.leaves_object && route.from.operation == "update" && (route.pool.operation == "delete" || route.pool.destroyed_first)

  enforce {
    condition     = alltrue([for stop in route.stops : stop.certainty == "never"])
    error_message = local.certain ? "Terraform destroys ${route.pool.address} before it moves ${route.from.address} away from it: the apply will stop half-way, with the route on an empty pool." : "Nothing orders the destruction of ${route.pool.address} after the change of ${route.from.address}: if the route is not moved within two minutes, the apply stops."
  }
}
