member_policy "codedeploy_pair_broken" {
  about {
    severity = "S2"
    title    = "CodeDeploy loses a target group or listener that it switches between"
    why      = "The next deployment stops, or switches the traffic to nothing."
    fix      = "Keep both target groups and the listeners that ${member.address} names, or give it the new ones in the same change. Its test listener is another one than that of the live traffic."
  }

  locals {
    live = [for steered in member.steers : steered.address if strcontains(steered.attribute, "prod_traffic_route") && steered.address != null]
    both = [for steered in member.steers : steered.address if strcontains(steered.attribute, "test_traffic_route") && steered.address != null && contains(local.live, steered.address)]
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

  enforce {
    condition     = length(local.both) == 0
    error_message = "${member.address} uses ${join(", ", local.both)} for tests too: a deployment is tried on the live traffic."
  }
}
