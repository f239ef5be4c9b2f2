load_balancer_policy "load_balancer_protected" {
  about {
    severity = "S2"
    title    = "A load balancer with deletion protection is to be destroyed"
    why      = "AWS refuses to delete it. By then its listeners are gone: the load balancer stands there and answers nothing."
    fix      = "Turn deletion protection off in an apply before, or keep ${load_balancer.address}."
    paste    = <<-EOT
      # In the block of ${load_balancer.address}, applied before it is removed:
      enable_deletion_protection = false
    EOT
  }

  windows = flatten([for stop in load_balancer.stops : [for route in stop.leaves_dead : route.windows]])
  filter  = load_balancer.before && contains(load_balancer.actions, "delete")

  enforce {
    condition     = alltrue([for stop in load_balancer.stops : stop.certainty == "never" if stop.kind == "deletion_protected"])
    error_message = "${load_balancer.address} has deletion protection, so the apply stops at it after its listeners are gone."
  }
}
