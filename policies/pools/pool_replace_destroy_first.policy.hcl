pool_policy "pool_replace_destroy_first" {
  about {
    severity = length(local.stops) > 0 && alltrue([for stop in local.stops : stop.only_possible]) ? "S3" : anytrue([for stop in local.stops : length(stop.leaves_dead) > 0]) ? "S1" : "S2"
    title    = "A pool in use is replaced by destroying it first"
    why      = "AWS refuses to delete a pool that a route uses. The provider tries for two minutes, then the apply ends in an error; the other destroys of the same apply are done by then, those of the pool's targets among them."
    fix      = "Set lifecycle { create_before_destroy = true } and name_prefix instead of name on ${pool.address}. Best bring up the new pool in one apply, move the routes in the next, and remove the old one in a third."
  }

  locals {
    stops = [for stop in pool.stops : stop if stop.kind == "pool_in_use"]
  }

  filter  = pool.destroyed_first
  related = [for route in pool.prior_routes : route.from]

  enforce {
    condition     = alltrue([for stop in local.stops : stop.certainty == "never"]) && (length(pool.prior_routes) > 0 || length(try(pool.prior_attrs.load_balancer_arns, [])) == 0)
    error_message = length(pool.prior_routes) > 0 ? "${pool.address} is destroyed before its replacement is made, and ${pool.prior_routes[0].from.address} uses it." : "${pool.address} is destroyed before its replacement is made, and a load balancer that is not in this plan uses it."
  }
}
