entry_policy "cf_origin_unreachable" {
  about {
    severity = "S1"
    title    = "A distribution cannot reach its origin"
    why      = "CloudFront answers 502 or 504: an internal load balancer has no address on the internet, and a port without listener refuses connections."
    fix      = "Put a VPC origin before an internal load balancer (vpc_origin_config), or add the listener that the origin's protocol policy asks for."
  }

  locals {
    custom   = [for link in entry.links : link if length(try(link.block.custom_origin_config, [])) > 0 && !link.removed]
    internal = [for link in local.custom : link.address if try(link.load_balancer.internal, false)]
    deaf     = [for link in local.custom : link.address if try(link.block.custom_origin_config[0].origin_protocol_policy, "") == "https-only" && length(try(link.load_balancer.listeners, [])) > 0 && !contains([for listener in link.load_balancer.listeners : listener.attrs.port], link.block.custom_origin_config[0].https_port) && link.load_balancer.all_listeners_known]
  }

  filter = entry.after && entry.service == "cdn" && length(local.custom) > 0

  enforce {
    condition     = length(local.internal) == 0
    error_message = "${entry.address} has ${join(", ", local.internal)} as an origin over the internet, and that load balancer is internal."
  }

  enforce {
    condition     = length(local.deaf) == 0
    error_message = "${entry.address} asks its origin on the HTTPS port only, and no listener of ${join(", ", local.deaf)} listens on that port."
  }
}
