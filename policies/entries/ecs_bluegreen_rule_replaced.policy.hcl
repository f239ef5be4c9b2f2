member_policy "ecs_bluegreen_rule_replaced" {
  about {
    severity = "S1"
    title    = "The rule that an ECS deployment switches is replaced or goes"
    why      = "ECS keeps the ARN of the old rule: the next blue/green deployment edits a rule that is gone, and the traffic stays on the old tasks until they stop."
    fix      = "Change the rule in place, or give ${member.address} the new one by a reference in the same change."
  }

  filter = member.after && member.type == "aws_ecs_service" && length(member.steers) > 0

  enforce {
    condition     = !anytrue([for steered in member.steers : steered.removed])
    error_message = "${member.address} still moves the traffic of ${join(", ", [for steered in member.steers : steered.address if steered.removed])}, whose object of now this plan destroys."
  }
}
