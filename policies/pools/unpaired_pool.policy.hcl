# A pool in no listener: its targets are "unused", and ECS refuses a service on it.
pool_policy "unpaired_pool" {
  about {
    severity = anytrue([for member in pool.members : member.type == "aws_ecs_service" && !contains(["no-op", "forget"], member.operation)]) ? "S2" : "S3"
    title    = "No route leads to a pool"
    why      = "Targets of a pool that no listener uses are never checked nor used. ECS refuses to create a service on it: \"target group does not have an associated load balancer\"."
    fix      = "Add a listener or rule that forwards to ${pool.address}, or leave the pool out until it is needed."
  }

  filter = pool.after && pool.managed && pool.deposed == null && !contains(["no-op", "forget"], pool.operation) && pool.exported == null && (contains(pool.actions, "create") || length(try(pool.attrs.load_balancer_arns, [])) == 0)

  enforce {
    condition     = pool.routed || anytrue([for member in pool.members : member.type == "aws_codedeploy_deployment_group"])
    error_message = "No listener or rule forwards to ${pool.address}${length(pool.members) > 0 ? ", though ${pool.members[0].address} registers targets in it" : ""}."
  }
}
