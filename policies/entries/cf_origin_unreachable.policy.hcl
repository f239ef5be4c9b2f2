entry_policy "cf_origin_unreachable" {
  about {
    severity = "S1"
    title    = "A distribution cannot reach its origin"
    why      = "CloudFront answers 502 or 504: an internal load balancer has no address on the internet, and a port without listener refuses connections."
    fix      = "Put a VPC origin before an internal load balancer (vpc_origin_config), or add the listener that the origin's protocol policy asks for."
  }

  filter = entry.after && entry.service == "cdn" && anytrue([for link in entry.links : length(try(link.block.custom_origin_config, [])) > 0 && !link.removed])

  enforce {
    condition     = !anytrue([for link in entry.links : try(link.load_balancer.attrs.internal, false) == true if length(try(link.block.custom_origin_config, [])) > 0 && !link.removed])
    error_message = "${entry.address} has ${join(", ", [for link in entry.links : link.address if try(link.load_balancer.attrs.internal, false) == true])} as an origin over the internet, and that load balancer is internal."
  }

  enforce {
    condition     = !anytrue([for link in entry.links : !contains([for listener in link.load_balancer.listeners : listener.attrs.port], link.block.custom_origin_config[0].https_port) if try(link.block.custom_origin_config[0].origin_protocol_policy, "") == "https-only" && !link.removed && length(try(link.load_balancer.listeners, [])) > 0])
    error_message = "${entry.address} asks its origin on the HTTPS port only, and no listener of ${join(", ", [for link in entry.links : link.address])} listens on that port."
  }
}
