# A pool that is replaced "properly", with create_before_destroy, while its attachments are not: they all go first.
route_policy "members_removed_before_routes" {
  about {
    severity = "S1"
    title    = "A pool loses all its targets before the routes have moved away"
    why      = "From the first step of the apply until the route has moved and the new targets are healthy, requests meet a pool without targets: 503 for its share of the traffic."
    fix      = "Bring up the new pool with its members in one apply, move ${route.from.address} in the next, and remove the old pool in a third. In one apply it needs create_before_destroy on the pool and on its attachments and depends_on from the route to the attachments, all recorded in the state by an earlier apply; even then nobody waits for the new targets to be healthy."
  }

  filter = route.before && route.leaves_object && route.from.operation == "update" && route.pool.operation != "no-op" && !route.pool.destroyed_first && length(route.pool.prior_members) > 0 && route.prior_share > 0 && alltrue([for member in route.pool.prior_members : contains(member.actions, "delete")]) && !(try(route.pool_removed_first, false))

  enforce {
    condition     = !route.members_removed_first
    error_message = "Terraform takes every target out of ${route.pool.address} before it moves ${route.from.address} away from it."
  }
}
