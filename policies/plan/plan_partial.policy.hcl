plan_policy "plan_partial" {
  about {
    severity = "S2"
    title    = "The plan covers only a part of the configuration"
    why      = "What a plan with -target or -exclude leaves out keeps its old values: a listener that is left out goes on naming the pool that the plan replaces."
    fix      = "Plan without -target and -exclude, or say that it is meant so: --skip plan_partial."
  }

  select = "$.format_version"
  filter = plan.has_routing && !plan.errored && plan.mode != "refresh-only"

  enforce {
    condition     = plan.complete != false && length(plan.untouched) == 0
    error_message = length(plan.untouched) > 0 ? "This plan is partial: it leaves out ${length(plan.untouched) == 1 ? "1 resource" : "${length(plan.untouched)} resources"} of the state, such as ${plan.untouched[0]}." : "This plan is partial: Terraform says that it does not cover the whole configuration."
  }
}
