# Destroyed first: no listener until the new one is there, and another DNS name. Created first: a target group serves one
# load balancer, so the new listeners are refused while the old ones stand.
load_balancer_policy "lb_replaced_with_kept_pools" {
  about {
    severity = load_balancer.created_first ? "S2" : "S1"
    title    = "A load balancer in use is replaced"
    why      = "Where it is destroyed first, nothing answers until the new one has its listeners, and its DNS name is another one. Where the new one is made first, AWS refuses its listeners with TargetGroupAssociationLimit as long as those of the old one use the same pools."
    fix      = "Make a second load balancer with pools of its own in one apply, move DNS to it, wait for its time to live, and remove ${load_balancer.address} in a later apply."
  }

  locals {
    listeners = [for listener in load_balancer.prior_listeners : listener if anytrue([for window in listener.windows : window.cause == "absent" && window.certainty == "always"]) || anytrue([for stop in listener.stops : stop.kind == "pool_of_another_load_balancer" && stop.certainty == "always"])]
  }

  filter  = load_balancer.before
  related = load_balancer.operation == "replace" ? local.listeners : []
  windows = flatten([for listener in local.listeners : listener.windows])

  enforce {
    condition     = load_balancer.operation != "replace" || length(local.listeners) == 0
    error_message = load_balancer.created_first ? "${load_balancer.address} is replaced create-first, and its pools cannot serve both: ${local.listeners[0].address} is refused." : "${load_balancer.address} is destroyed before it is made again, and ${local.listeners[0].address} with it."
  }
}
