listener_policy "duplicate_listener_port" {
  about {
    severity = "S2"
    title    = "Two listeners of a load balancer have the same port"
    why      = "AWS refuses the second one (DuplicateListener): the apply stops half-way."
    fix      = "Give each listener a port of its own; for TCP and UDP on one port use one listener with protocol TCP_UDP."
  }

  filter  = listener.after && listener.service == "elbv2" && listener.operation != "no-op"
  related = listener.same_port

  enforce {
    condition     = length(listener.same_port) == 0
    error_message = "${listener.address} and ${listener.same_port[0].address} both listen on port ${listener.attrs.port} of one load balancer."
  }
}
