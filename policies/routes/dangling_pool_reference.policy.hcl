# An ARN that no resource of this state has: it exists elsewhere, or nowhere.
route_policy "dangling_pool_reference" {
  about {
    severity = route.pool.deleted_outside ? "S1" : "S3"
    title    = "A route names a pool that is not in this state"
    why      = "Where the target group is gone AWS refuses the route, and the apply stops half-way. Where it is there, nothing in this plan tells whether it has targets."
    fix      = "Manage the pool here and refer to it, or read it with a data source, so that a plan notices when it is gone."
  }

  filter = route.after && !route.pool.managed && route.pool.type == "" && can(regex(":targetgroup/", route.pool.address)) && route.crosses == null && !contains(["no-op", "forget"], route.from.operation)

  enforce {
    condition     = !route.pool.deleted_outside && route.pool.live
    error_message = route.pool.deleted_outside ? "${route.from.address} forwards to ${route.pool.address}, which somebody has deleted." : "${route.from.address} forwards to ${route.pool.address}, which is not in this state."
  }
}
