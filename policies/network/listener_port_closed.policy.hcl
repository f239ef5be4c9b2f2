# Only where the plan has every rule that there can be: groups that it makes, and groups whose rules it takes away.
listener_policy "listener_port_closed" {
  about {
    severity = listener.before ? "S1" : "S2"
    title    = "Security groups let nobody in on the port of a listener"
    why      = "Whoever connects waits until it times out: nothing answers on that port."
    fix      = "Let the clients of ${listener.address} in on its port, in a security group of its load balancer."
  }

  filter = listener.after && contains(["elbv2", "classic"], listener.service)

  enforce {
    condition     = listener.closed_port == null
    error_message = "Nobody can reach ${listener.address}: ${listener.closed_port}."
  }
}
