# Never more than a race, and the provider tries again for minutes: many healthy modules record no dependency here.
member_policy "ecs_before_listener" {
  about {
    severity = "S3"
    title    = "A service may be made before its pool has a load balancer"
    why      = "ECS refuses a service whose target group no listener or rule uses yet. The provider tries again for some minutes; where the load balancer takes longer, the apply stops."
    fix      = "Let ${member.address} depend on the listener or rule that forwards to its pool."
    paste    = <<-EOT
      # In the block of ${member.address}:
      ${length(member.routes_to_name) > 0 ? "depends_on = [${join(", ", member.routes_to_name)}]" : "# They stand in a module that it cannot name: in the block of its own module, depend on theirs."}
    EOT
  }

  locals {
    stops = [for stop in member.stops : stop if stop.kind == "pool_not_served"]
  }

  filter  = member.after
  related = [for stop in local.stops : stop.holder]

  enforce {
    condition     = alltrue([for stop in local.stops : stop.certainty == "never"])
    error_message = "Nothing orders ${member.address} after the listener or rule that gives its pool a load balancer."
  }
}
