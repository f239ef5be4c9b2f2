# The plan that looks clean: its routes move away from the pool that it destroys. An update waits for the destruction of
# whatever the recorded dependencies of its resource name, so the pool goes first, and cannot: a route still uses it.
# Only the recorded state decides; a flag that is written in the configuration counts once it has been applied.
route_policy "pool_removed_before_routes" {
  about {
    severity = "S1"
    title    = "A pool is destroyed before the routes that still use it have moved away"
    why      = "Terraform first removes the pool's targets, then tries for two minutes to delete the pool, which AWS refuses while a route uses it. The apply ends in an error, the route was never moved, and the pool it still forwards to is empty: 503 for its share of the traffic."
    fix      = "Move the routes away in one apply and remove ${route.pool.address} in the next. Or set lifecycle { create_before_destroy = true } on the pool, apply that alone, and remove the pool after: the flag has to be recorded in the state before the removal."
  }

  filter = route.before && route.leaves_object && route.from.operation == "update" && (route.pool.operation == "delete" || route.pool.destroyed_first)

  enforce {
    condition     = !route.pool_removed_first
    error_message = "Terraform destroys ${route.pool.address} before it moves ${route.from.address} away from it: the apply will stop half-way, with the route on an empty pool."
  }
}
