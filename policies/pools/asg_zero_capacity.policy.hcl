member_policy "asg_zero_capacity" {
  about {
    severity = "S1"
    title    = "An Auto Scaling group behind a route has no capacity"
    why      = "No instance registers in the pool; where nothing else fills it, its share of the traffic gets 503."
    fix      = "Keep min_size or desired_capacity above 0, give a schedule that closes it another that opens it again, or move the routes away first."

    configuration = true
  }

  # Schedules that leave no room for an instance, where none of the group gives it back. What attaches the group is the
  # group itself.
  locals {
    schedules = core::getresources("aws_autoscaling_schedule", { autoscaling_group_name = member.attrs.name })
    closing   = length(local.schedules) > 0 && alltrue([for schedule in local.schedules : try(schedule.max_size, null) == null ? false : schedule.max_size == 0])
    others    = flatten([for pool in member.pools : [for other in pool.members : other if other.address != member.address && !contains([for target in other.targets : target.address], member.address)]])
    alone     = length(local.others) == 0 && alltrue([for pool in member.pools : pool.managed && pool.exported == null])
  }

  filter  = member.after && member.type == "aws_autoscaling_group" && member.takes_traffic
  related = member.pools

  enforce {
    condition     = member.live || anytrue([for pool in member.pools : pool.live])
    error_message = "${member.why}, and a route sends traffic to ${member.pools[0].address}."
  }

  enforce {
    condition     = !(local.closing && local.alone && member.live)
    error_message = "Every schedule of ${member.address} takes it to 0 instances and none gives it back, and a route sends traffic to ${member.pools[0].address}."
  }
}
