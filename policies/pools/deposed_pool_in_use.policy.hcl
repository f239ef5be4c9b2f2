# Left over from a replacement that did not finish; every apply tries again to delete it.
pool_policy "deposed_pool_in_use" {
  about {
    severity = "S2"
    title    = "A pool left over from an unfinished replacement is still in use"
    why      = "Every apply tries to delete the old object; AWS refuses while a route uses it, so every apply waits two minutes and ends in an error."
    fix      = "Point the routes at the new object of ${pool.address}: take ignore_changes off their actions, or change them by hand, then apply again."
  }

  enforcement_level = "mandatory"
  filter            = pool.deposed != null && pool.operation == "delete"
  related           = [for route in pool.routes_to_object_now : route.from]

  enforce {
    condition     = length(pool.routes_to_object_now) == 0 && (length(pool.prior_routes) > 0 || length(try(pool.prior_attrs.load_balancer_arns, [])) == 0)
    error_message = "The deposed object ${pool.deposed} of ${pool.address} is to be deleted, and ${length(pool.routes_to_object_now) > 0 ? "${pool.routes_to_object_now[0].from.address} forwards to it" : "a load balancer still uses it"}."
  }
}
