# Which protocols go together is the service's own table; the provider does not look.
listener_policy "protocol_mismatch" {
  about {
    severity = "S2"
    title    = "Protocols do not go together"
    why      = "AWS refuses the listener, the rule or the pool in it: the apply stops half-way."
    fix      = "Choose a protocol that the load balancer and the pool both take."
  }

  filter = listener.after && !contains(["no-op", "forget"], listener.operation)

  enforce {
    condition     = listener.misfit == null
    error_message = "${listener.address}: ${listener.misfit}."
  }
}

rule_policy "protocol_mismatch" {
  filter = rule.after && !contains(["no-op", "forget"], rule.operation) && length(rule.redirects) > 0

  enforce {
    condition     = rule.misfit == null
    error_message = "${rule.address}: ${rule.misfit}."
  }
}

route_policy "protocol_mismatch" {
  filter = route.after && !contains(["no-op", "forget"], route.from.operation) && route.pool.attrs != null && route.listener.attrs != null && !route.to_old_object

  enforce {
    condition     = route.misfit == null
    error_message = "${route.from.address} and ${route.pool.address}: ${route.misfit}."
  }
}
