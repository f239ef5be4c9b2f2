listener_policy "duplicate_listener_port" {
  about {
    severity = local.races ? "S3" : anytrue([for stop in local.moving : length(stop.leaves_dead) > 0]) ? "S1" : "S2"
    title    = "Two listeners of a load balancer have the same port"
    why      = "AWS refuses the second one (DuplicateListener): the apply stops half-way."
    fix      = "Give each listener a port of its own; for TCP and UDP on one port use one listener with protocol TCP_UDP."

    configuration = true
  }

  locals {
    moving = [for stop in listener.stops : stop if stop.kind == "port_taken" && stop.subject.address == listener.address]
    races  = length(local.moving) > 0 && alltrue([for stop in local.moving : stop.only_possible]) && length(listener.same_port) == 0
  }

  filter  = listener.after && listener.service == "elbv2" && !contains(["no-op", "forget"], listener.operation)
  related = concat(listener.same_port, [for stop in local.moving : stop.holder])

  enforce {
    condition     = length(listener.same_port) == 0
    error_message = "${listener.address} and ${listener.same_port[0].address} both listen on port ${listener.attrs.port} of one load balancer."
  }

  # The port moves from one listener to another in one apply.
  enforce {
    condition     = alltrue([for stop in local.moving : stop.certainty == "never"])
    error_message = local.races ? "${listener.address} takes a port that ${local.moving[0].holder.address} may still have then: nothing orders the two. A listener that only got another name in the configuration needs a moved block." : "${listener.address} takes a port that ${local.moving[0].holder.address} still has in every order of the apply."
  }
}
