load_balancer_policy "lb_without_listener" {
  about {
    severity = length(load_balancer.entries) > 0 ? "S1" : "S2"
    title    = "A new load balancer has no listener"
    why      = "It refuses every connection: nothing listens."
    fix      = "Add a listener to ${load_balancer.address}; where another state adds it, hand the ARN on by a root output."
  }

  filter = load_balancer.after && load_balancer.managed && contains(["create", "replace"], load_balancer.operation)

  enforce {
    condition     = load_balancer.has_listener
    error_message = "${load_balancer.address} has no listener after this apply${length(load_balancer.entries) > 0 ? ", though ${load_balancer.entries[0].address} leads to it" : ""}."
  }
}
