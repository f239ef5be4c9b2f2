member_policy "target_stopped" {
  about {
    severity = anytrue([for pool in member.pools : !pool.live]) ? "S1" : "S3"
    title    = "A target is kept stopped"
    why      = "A stopped instance is no target that answers (Target.InvalidState); where it is the only one, the pool's share of the traffic gets 503."
    fix      = "Start the instance, or take it out of the pool first."
  }

  filter  = member.after && member.takes_traffic
  related = member.pools

  enforce {
    condition     = !member.stopped
    error_message = "${member.address} registers an instance that this configuration keeps stopped."
  }
}
