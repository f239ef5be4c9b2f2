# One finding for the whole stack: the policies on the graph do not run on such a plan.
plan_policy "destroy_mode" {
  about {
    severity = "S1"
    title    = "The plan destroys routes that carry traffic"
    why      = "Every request that comes in by them ends with an error from then on."
    fix      = "Move the traffic away first. Where the stack is to go: --skip destroy_mode, or a waiver with address = \"*\"."
  }

  select = "$.format_version"
  filter = plan.mode == "destroy" && plan.has_routing

  enforce {
    condition     = length(plan.destroyed_routes) == 0
    error_message = "This plan destroys ${length(plan.destroyed_routes)} routes that carry traffic, such as ${try(plan.destroyed_routes[0], "")}."
  }
}
