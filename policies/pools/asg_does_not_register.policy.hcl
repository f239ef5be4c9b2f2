member_policy "asg_does_not_register" {
  about {
    severity = "S2"
    title    = "An Auto Scaling group does not register new instances"
    why      = "With the process AddToLoadBalancer suspended new instances never join the pool; with Launch suspended there are none."
    fix      = "Take the process out of suspended_processes of ${member.address}."
  }

  filter  = member.after && member.type == "aws_autoscaling_group" && member.takes_traffic && length(coalesce(try(member.attrs.suspended_processes, null), [])) > 0
  related = member.pools

  enforce {
    condition     = !contains(member.attrs.suspended_processes, "AddToLoadBalancer") && !contains(member.attrs.suspended_processes, "Launch")
    error_message = "${member.address} suspends ${join(", ", member.attrs.suspended_processes)}, so that no new instance joins ${member.pools[0].address}."
  }
}
