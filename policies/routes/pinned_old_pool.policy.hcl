# The configuration follows the pool, the listener does not: its lifecycle ignores the action, or the plan leaves it out.
route_policy "pinned_old_pool" {
  about {
    severity = "S1"
    title    = "A route stays on the old object of a pool that is replaced"
    why      = "The new pool gets no traffic, the old one loses its targets, and its destruction is refused while the route uses it: two minutes of retries, then the apply ends in an error. An ECS service on the new pool is refused too."
    fix      = "${length(route.from.ignored_changes) > 0 ? "The lifecycle of ${route.from.address} ignores changes of ${join(", ", route.from.ignored_changes)}: " : ""}Do not replace ${route.pool.address} under it; bring up a second pool, move the route to it, and remove the old pool in a later apply."
  }

  enforcement_level = "mandatory"
  filter            = route.after && !route.typed_in

  enforce {
    condition     = !route.to_old_object
    error_message = "${route.from.address} stays on the ${route.pool.address} that is there now, and this plan replaces it."
  }
}
