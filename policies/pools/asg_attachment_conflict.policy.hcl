# Two owners of one set: the group's own argument, and attachments beside it.
member_policy "asg_attachment_conflict" {
  about {
    severity = "S1"
    title    = "Two owners attach an Auto Scaling group to pools"
    why      = "They take each other's attachment away on alternate applies: every other apply empties the pool."
    fix      = "Keep one of the two ways. With attachments, leave the argument out of ${member.address} and add lifecycle { ignore_changes = [load_balancers, target_group_arns, traffic_source] }."

    configuration = true
  }

  locals {
    kept = [for name in member.own_attributes : name if contains(member.declared, name) && !contains(member.ignored_changes, name) && !contains(member.ignored_changes, "all")]
  }

  filter  = member.after && member.type == "aws_autoscaling_group" && length(member.own_pools) > 0
  related = member.attached_by

  enforce {
    condition     = length(local.kept) == 0 || length(member.attached_by) == 0 || !member.lifecycle_known
    error_message = "${member.address} sets ${join(" and ", local.kept)}, and ${length(member.attached_by) > 0 ? member.attached_by[0].address : "an attachment"} attaches it too."
  }

  enforce {
    condition     = length(local.kept) < 2 || !member.lifecycle_known
    error_message = "${member.address} sets ${join(" and ", local.kept)}: the one takes away what the other attaches."
  }
}
