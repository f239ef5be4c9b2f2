# A listener that is destroyed takes its rules along; a rule that is replaced without need leaves its traffic to others.
listener_policy "rule_on_replaced_listener" {
  about {
    severity = "S1"
    title    = "A listener or its rules are destroyed before they are made again"
    why      = "From the destruction of the listener until it is made again connections are refused, and after that, until each rule is made again, its requests get the default action."
    fix      = "Change ${listener.address} in place: port, protocol, certificate and actions need no replacement, another load balancer does. Then make the new listener on its own port or load balancer first, move what leads to it, and remove the old one in a later apply."
  }

  windows = [for window in listener.windows : window if window.cause == "absent"]
  filter  = listener.before && !contains(["delete", "replace"], try(listener.load_balancer.operation, "no-op")) && alltrue([for route in listener.prior_routes : route.pool.operation != "replace"])

  enforce {
    condition     = alltrue([for window in listener.windows : window.certainty != "always" if window.cause == "absent"])
    error_message = "${listener.address} is destroyed before it is made again: connections are refused in between."
  }
}

rule_policy "rule_on_replaced_listener" {
  about {
    fix = "Change ${rule.address} in place: conditions, actions and priority need no replacement. Take out what forces it, such as replace_triggered_by."
  }

  windows = [for window in rule.windows : window if window.cause == "absent"]
  filter  = rule.before && try(rule.listener.operation, "no-op") != "replace" && alltrue([for route in rule.prior_routes : route.pool.operation != "replace"])

  enforce {
    condition     = alltrue([for window in rule.windows : window.certainty != "always" if window.cause == "absent"])
    error_message = "${rule.address} is destroyed before it is made again: its requests get the default action in between."
  }
}
