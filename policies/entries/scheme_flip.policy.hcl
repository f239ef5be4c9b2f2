load_balancer_policy "scheme_flip" {
  about {
    severity = "S1"
    title    = "A load balancer changes between internal and internet-facing"
    why      = "It is replaced: the new one has another DNS name and other addresses, and an internal one cannot be reached from outside."
    fix      = "Make a second load balancer of the other kind, move the names to it, and remove ${load_balancer.address} in a later apply."
  }

  filter = load_balancer.before && load_balancer.after && can(load_balancer.attrs.internal)

  enforce {
    condition     = load_balancer.internal == coalesce(load_balancer.prior_attrs.internal, false)
    error_message = "${load_balancer.address} becomes ${load_balancer.internal ? "internal" : "internet-facing"} and is replaced: its DNS name and addresses change."
  }
}
