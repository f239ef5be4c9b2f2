load_balancer_policy "lb_held_by_privatelink" {
  about {
    severity = "S2"
    title    = "A load balancer is destroyed that AWS will not let go"
    why      = "AWS refuses to delete a load balancer that is protected, or that an endpoint service or a VPC origin holds: the apply stops half-way."
    fix      = "Take the protection off, or the holder away, in an apply of its own before this one."
  }

  filter = load_balancer.before && load_balancer.managed && contains(load_balancer.actions, "delete")

  enforce {
    condition     = try(load_balancer.prior_attrs.enable_deletion_protection, false) != true
    error_message = "${load_balancer.address} is destroyed, and its enable_deletion_protection is on."
  }

  enforce {
    condition     = !anytrue([for holder in load_balancer.held_by : holder.service == "private_link" || holder.type == "aws_cloudfront_vpc_origin"])
    error_message = "${load_balancer.address} is destroyed while ${join(", ", [for holder in load_balancer.held_by : holder.address])} still holds it."
  }
}
