pool_policy "pool_on_two_load_balancers" {
  about {
    severity = "S2"
    title    = "A pool is used by two load balancers"
    why      = "A target group belongs to one load balancer: AWS refuses the second one (TargetGroupAssociationLimit), and the apply stops half-way."
    fix      = "Make a pool of its own for each load balancer."

    configuration = true
  }

  filter  = pool.after && length(pool.routes) > 0 && length(pool.load_balancers) > 0
  related = pool.load_balancers

  enforce {
    condition     = length(pool.load_balancers) <= 1
    error_message = "${pool.address} is behind ${join(" and ", [for balancer in pool.load_balancers : balancer.address])}."
  }

  enforce {
    condition     = pool.operation == "replace" || length(pool.used_elsewhere) == 0 || alltrue([for balancer in pool.load_balancers : contains(pool.used_elsewhere, try(balancer.attrs.arn, balancer.address))])
    error_message = "${pool.address} is behind ${pool.load_balancers[0].address}, and ${pool.used_elsewhere[0]}, which this plan does not manage, uses it too."
  }
}
