entry_policy "apigw_link_broken" {
  about {
    severity = "S1"
    title    = "An API gateway's way to its load balancer is broken"
    why      = "The gateway answers 5xx, or the deployment is refused."
    fix      = "Point ${entry.address} at a listener or Network Load Balancer that stays, by a reference, and remove the old one in a later apply."
  }

  filter = entry.after && entry.service == "api_gateway" && (length(entry.links) > 0 || try(entry.attrs.connection_type, "") == "VPC_LINK")

  enforce {
    condition     = !anytrue([for link in entry.links : link.removed])
    error_message = "${entry.address} still leads to ${join(", ", [for link in entry.links : link.address if link.removed])}, which this plan destroys."
  }

  enforce {
    condition     = entry.type != "aws_api_gateway_vpc_link" || !anytrue([for link in entry.links : try(link.load_balancer.attrs.load_balancer_type, "network") != "network" if !link.removed])
    error_message = "${entry.address} takes a Network Load Balancer, and ${join(", ", [for link in entry.links : link.address if try(link.load_balancer.attrs.load_balancer_type, "network") != "network"])} is none."
  }

  enforce {
    condition     = try(entry.attrs.connection_type, "") != "VPC_LINK" || length(entry.through) > 0 || !contains([null, ""], try(entry.attrs.connection_id, null))
    error_message = "${entry.address} connects by a VPC link and names none."
  }
}
