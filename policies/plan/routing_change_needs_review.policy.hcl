# For teams that want a second pair of eyes on every change of routing, right or wrong. Off unless it is asked for:
# policy "routing_change_needs_review" { enabled = true } in .poolproof.hcl.
plan_policy "routing_change_needs_review" {
  about {
    severity = "S2"
    title    = "The plan changes where requests go, and nobody has said that it is meant so"
    why      = "Nothing need be wrong with it. This check is on because every change of routing is to be seen by a second person."
    fix      = "Look at the routing that changes, then consent: --skip routing_change_needs_review, or a waiver with address = \"*\"."
  }

  enabled = false
  select  = "$.format_version"
  filter  = plan.mode != "destroy"

  enforce {
    condition     = length(plan.routing_changes) == 0
    error_message = "This plan changes the routing in ${length(plan.routing_changes) == 1 ? "one place" : "${length(plan.routing_changes)} places"}: ${join("; ", slice(plan.routing_changes, 0, min(3, length(plan.routing_changes))))}${length(plan.routing_changes) > 3 ? "; and more" : ""}."
  }
}
