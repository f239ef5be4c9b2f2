member_policy "codedeploy_pair_broken" {
  about {
    severity = "S2"
    title    = "CodeDeploy loses a target group or listener that it switches between"
    why      = "The next deployment stops, or switches the traffic to nothing."
    fix      = "Keep both target groups and the listeners that ${member.address} names, or give it the new ones in the same change."
  }

  filter = member.after && member.type == "aws_codedeploy_deployment_group"

  enforce {
    condition     = !anytrue([for steered in member.steers : steered.removed])
    error_message = "${member.address} still moves the traffic of ${join(", ", [for steered in member.steers : steered.address if steered.removed])}, which this plan destroys."
  }

  enforce {
    condition     = !anytrue([for pool in member.pools : !pool.after])
    error_message = "${member.address} still switches to ${join(", ", [for pool in member.pools : pool.address if !pool.after])}, which this plan destroys."
  }
}
