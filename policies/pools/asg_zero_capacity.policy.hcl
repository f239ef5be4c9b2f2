member_policy "asg_zero_capacity" {
  about {
    severity = "S1"
    title    = "An Auto Scaling group behind a route has no capacity"
    why      = "No instance registers in the pool; where nothing else fills it, its share of the traffic gets 503."
    fix      = "Keep min_size or desired_capacity above 0, or move the routes away first."

    configuration = true
  }

  filter  = member.after && member.type == "aws_autoscaling_group" && member.takes_traffic
  related = member.pools

  enforce {
    condition     = member.live || anytrue([for pool in member.pools : pool.live])
    error_message = "${member.why}, and a route sends traffic to ${member.pools[0].address}."
  }
}
