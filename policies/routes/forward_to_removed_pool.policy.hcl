# Values are compared, no reference is followed: this is exact without the configuration.
route_policy "forward_to_removed_pool" {
  about {
    severity = "S1"
    title    = "Routes forward to a pool that this plan destroys"
    why      = "AWS refuses to delete a pool that a route uses, or the route is changed to a pool that is no longer there: the apply stops half-way. Where the pool does go, its share of the traffic gets 5xx."
    fix      = "${length(route.from.ignored_changes) > 0 ? "The lifecycle of ${route.from.address} ignores changes of ${join(", ", route.from.ignored_changes)}, so the configuration does not move it: take that out, or move the route by hand. " : ""}Point ${route.from.address} at a pool that stays, by a reference and not by an ARN typed in, and remove ${route.pool.address} in a later apply."
  }

  enforcement_level = "mandatory"
  filter            = route.after && route.from.service != "lattice"

  enforce {
    condition     = route.pool.operation != "delete" && !(route.to_old_object && route.typed_in)
    error_message = route.to_old_object ? "${route.from.address} stays on the ARN of the ${route.pool.address} that is there now, and this plan replaces it." : "${route.from.address} still forwards to ${route.pool.address}, which this plan destroys${route.pool.deposed == null ? "" : " (deposed object ${route.pool.deposed})"}."
  }
}
