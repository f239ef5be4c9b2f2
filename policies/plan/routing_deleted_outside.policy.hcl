# An outage of now: the plan that makes it again is the cure, so it does not block.
listener_policy "routing_deleted_outside" {
  about {
    severity = "S1"
    title    = "A part of the routing was deleted outside of Terraform"
    why      = "Its traffic ends at something else, or nowhere, until it is made again."
    fix      = "Apply soon, and find out who deleted it."
    past     = true
  }

  filter = listener.managed

  enforce {
    condition     = !listener.deleted_outside
    error_message = "${listener.address} was deleted outside of Terraform${listener.operation == "create" ? "; this plan makes it again" : ""}."
  }
}

rule_policy "routing_deleted_outside" {
  filter = rule.managed

  enforce {
    condition     = !rule.deleted_outside
    error_message = "${rule.address} was deleted outside of Terraform${rule.operation == "create" ? "; this plan makes it again" : ""}."
  }
}

pool_policy "routing_deleted_outside" {
  filter = pool.managed

  enforce {
    condition     = !pool.deleted_outside
    error_message = "${pool.address} was deleted outside of Terraform${pool.operation == "create" ? "; this plan makes it again" : ""}."
  }
}

load_balancer_policy "routing_deleted_outside" {
  filter = load_balancer.managed

  enforce {
    condition     = !load_balancer.deleted_outside
    error_message = "${load_balancer.address} was deleted outside of Terraform${load_balancer.operation == "create" ? "; this plan makes it again" : ""}."
  }
}
