route_policy "sticky_to_dead_pool" {
  about {
    severity = "S3"
    title    = "Clients stick to a pool that is drained or dead"
    why      = "Stickiness beats weights: who has the cookie of this pool goes on being sent to it until the cookie ends, and gets 503 where no target is left."
    fix      = "Keep targets in ${route.pool.address} until the duration of the stickiness is over, or turn the stickiness off first."
  }

  filter = route.after && route.sticky && !contains(["no-op", "forget"], route.from.operation)

  enforce {
    condition     = !(route.share == 0 && route.prior_share > 0) && !(route.prior_share > 0 && !route.pool.live)
    error_message = "${route.from.address} keeps its clients on ${route.pool.address}, which gets no new traffic or has no live target after this plan."
  }
}
