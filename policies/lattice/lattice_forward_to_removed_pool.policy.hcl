route_policy "lattice_forward_to_removed_pool" {
  about {
    severity = "S1"
    title    = "Routes of VPC Lattice forward to a target group that this plan destroys"
    why      = "VPC Lattice refuses to delete a target group in use, or the route is left without it: the apply stops half-way."
    fix      = "Point ${route.from.address} at a target group that stays, by a reference, and remove ${route.pool.address} in a later apply."
  }

  filter = route.after && route.from.service == "lattice"

  enforce {
    condition     = route.pool.operation != "delete" && !route.to_old_object
    error_message = "${route.from.address} still forwards to ${route.pool.address}, which this plan destroys."
  }
}
