member_policy "alb_behind_nlb_without_listener" {
  about {
    severity = member.before && contains(["no-op", "forget"], member.operation) ? "S1" : "S2"
    title    = "A load balancer is registered on a port that it does not listen on"
    why      = "A Network Load Balancer reaches the other one only on a port with a listener: AWS refuses the registration, or the target never becomes healthy."
    fix      = "Add a listener on that port, or register the load balancer on one that it has."
  }

  locals {
    # Of what stays as it is only that is asked whose listeners change.
    changes = !contains(["no-op", "forget"], member.operation) || anytrue([for listener in member.prior_target_listeners : contains(["update", "delete", "replace"], listener.operation)])
  }

  filter  = member.after && local.changes
  related = member.targets

  enforce {
    condition     = member.unanswered_port == null
    error_message = "${member.address} registers ${member.targets[0].address} on port ${coalesce(member.unanswered_port, 0)}, on which it does not listen."
  }
}
