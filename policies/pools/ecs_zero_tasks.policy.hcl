member_policy "ecs_zero_tasks" {
  about {
    severity = "S1"
    title    = "An ECS service behind a route has no tasks"
    why      = "No task registers in the pool; where nothing else fills it, its share of the traffic gets 503. A service that is created without desired_count starts with 0 tasks."
    fix      = "Set desired_count above 0 on ${member.address}, or let an aws_appautoscaling_target with min_capacity above 0 scale it."

    configuration = true
  }

  filter  = member.after && member.type == "aws_ecs_service" && member.takes_traffic
  related = member.pools

  enforce {
    condition     = member.live || anytrue([for pool in member.pools : pool.live])
    error_message = "${member.why}, and a route sends traffic to ${member.pools[0].address}."
  }
}
