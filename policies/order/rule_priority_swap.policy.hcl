# The provider sets the priority of each rule by a call of its own, and rules stand in no order to each other.
rule_policy "rule_priority_swap" {
  about {
    severity = !local.certain ? "S3" : local.dead ? "S1" : "S2"
    title    = "A rule takes a priority that another one still has"
    why      = "AWS refuses it with PriorityInUse, and the apply stops half-way: some rules have moved, others have not, so requests may meet the wrong rule."
    fix      = "Give ${rule.address} a priority that no rule of the listener has now, or free the other one in an apply before."
    paste    = <<-EOT
      # In the block of ${rule.address}: a priority that is free now.
      priority = ${try(rule.attrs.priority + 1000, 1000)}
    EOT
  }

  locals {
    stops   = [for stop in rule.stops : stop if stop.kind == "priority_taken" && stop.subject.address == rule.address]
    certain = anytrue([for stop in local.stops : !stop.only_possible])
    dead    = anytrue([for stop in local.stops : length(stop.leaves_dead) > 0])
  }

  filter  = rule.after
  related = [for stop in local.stops : stop.holder]

  enforce {
    condition     = alltrue([for stop in local.stops : stop.certainty == "never"])
    error_message = local.certain ? "${rule.address} takes a priority that ${local.stops[0].holder.address} still has in every order of the apply." : "${rule.address} takes a priority that ${local.stops[0].holder.address} may still have then: nothing orders the two."
  }
}
