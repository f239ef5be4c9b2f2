listener_policy "wrong_kind_arn" {
  about {
    severity = "S2"
    title    = "An attribute holds the ARN of the wrong kind of thing"
    why      = "AWS refuses the value: the apply stops half-way."
    fix      = "Reference the attribute that is meant: the arn of a target group, of a load balancer, of a listener."

    configuration = true
  }

  enforcement_level = "mandatory"
  filter            = listener.after && !contains(["no-op", "forget"], listener.operation)

  enforce {
    condition     = length(listener.wrong_references) == 0
    error_message = "${listener.address}: ${listener.wrong_references[0].attribute} takes ${listener.wrong_references[0].takes}, and has ${listener.wrong_references[0].has}."
  }
}

rule_policy "wrong_kind_arn" {
  enforcement_level = "mandatory"
  filter            = rule.after && !contains(["no-op", "forget"], rule.operation)

  enforce {
    condition     = length(rule.wrong_references) == 0
    error_message = "${rule.address}: ${rule.wrong_references[0].attribute} takes ${rule.wrong_references[0].takes}, and has ${rule.wrong_references[0].has}."
  }
}

member_policy "wrong_kind_arn" {
  enforcement_level = "mandatory"
  filter            = member.after && !contains(["no-op", "forget"], member.operation)

  enforce {
    condition     = length(member.wrong_references) == 0
    error_message = "${member.address}: ${member.wrong_references[0].attribute} takes ${member.wrong_references[0].takes}, and has ${member.wrong_references[0].has}."
  }
}
