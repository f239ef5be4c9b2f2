# A pool that is replaced "properly", with create_before_destroy, while its attachments are not: they all go first. The
# same for members that are taken away while their route moves to another pool.
route_policy "members_removed_before_routes" {
  about {
    severity = local.certain ? "S1" : "S3"
    title = "A pool loses all its targets before the routes have moved away"
    why   = "From the step that takes out the last target until the route has moved and the new targets are healthy, requests meet a pool without targets: 503 for its share of the traffic."
    fix   = "Bring up the new pool with its members in one apply, move ${route.from.address} in the next, and remove the old pool in a third. In one apply it needs create_before_destroy on the pool and on its attachments and depends_on from the route to the attachments, all recorded in the state by an earlier apply; even then nobody waits for the new targets to be healthy."
    paste = <<-EOT
      # In the blocks of ${route.pool.address} and of all that registers targets in it, applied before this change:
      lifecycle {
        create_before_destroy = true
      }
      # In the block of ${route.from.address}, applied with it:
      ${length(route.members_to_name) > 0 ? "depends_on = [${join(", ", route.members_to_name)}]" : "# Its members stand in a module that it cannot name: in the block of its own module, depend on theirs."}
    EOT
  }

  locals {
    windows = [for window in route.windows : window if window.cause == "emptied"]
    certain = anytrue([for window in local.windows : !window.only_possible])
  }

  windows = local.windows
  filter  = route.before && route.leaves_object && route.from.operation == "update" && !route.pool.destroyed_first && (route.pool.operation != "delete" || alltrue([for stop in route.stops : stop.only_possible]))

  enforce {
    condition     = alltrue([for window in local.windows : window.certainty == "never"])
    error_message = local.certain ? "Terraform takes every target out of ${route.pool.address} before it moves ${route.from.address} away from it." : "Nothing keeps Terraform from taking every target out of ${route.pool.address} before it moves ${route.from.address} away from it."
  }
}
