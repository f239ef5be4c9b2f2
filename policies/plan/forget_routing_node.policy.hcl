# It lives on where nobody sees it.
listener_policy "forget_routing_node" {
  about {
    severity = "S3"
    title    = "A part of the routing is dropped from the state and lives on"
    why      = "Its traffic stays as it is, but no later plan shows it, and names, ports and priorities stay taken."
    fix      = "Make sure that another state takes it over, or destroy it."
  }

  filter = listener.managed && listener.before

  enforce {
    condition     = !contains(listener.actions, "forget")
    error_message = "This plan drops ${listener.address} from the state; it goes on routing traffic, unmanaged."
  }
}

rule_policy "forget_routing_node" {
  filter = rule.managed && rule.before

  enforce {
    condition     = !contains(rule.actions, "forget")
    error_message = "This plan drops ${rule.address} from the state; it goes on routing traffic, unmanaged."
  }
}

pool_policy "forget_routing_node" {
  filter = pool.managed && pool.before

  enforce {
    condition     = !contains(pool.actions, "forget")
    error_message = "This plan drops ${pool.address} from the state; it goes on routing traffic, unmanaged."
  }
}

load_balancer_policy "forget_routing_node" {
  filter = load_balancer.managed && load_balancer.before

  enforce {
    condition     = !contains(load_balancer.actions, "forget")
    error_message = "This plan drops ${load_balancer.address} from the state; it goes on routing traffic, unmanaged."
  }
}
