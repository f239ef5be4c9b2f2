# Policies that join resources by attributes which nobody knows before the first apply.

locals {
  listeners = core::getresources("aws_lb_listener", {})
  pools     = core::getresources("aws_lb_target_group", {})
}

resource_policy "aws_lb" "has_a_listener" {
  enforce {
    condition     = core::length(core::getresources("aws_lb_listener", { load_balancer_arn = attrs.arn })) > 0
    error_message = "${meta.address} has no listener."
  }
}

resource_policy "aws_lb" "port_80_redirects_to_https" {
  locals {
    plain   = core::getresources("aws_lb_listener", { load_balancer_arn = attrs.arn, port = 80 })
    actions = core::flatten([for listener in local.plain : listener.default_action])
    rules   = core::flatten([for listener in local.plain : core::getresources("aws_lb_listener_rule", { listener_arn = listener.arn })])
    ruled   = core::flatten([for rule in local.rules : rule.action])
  }

  enforce {
    condition = core::alltrue([
      for action in core::concat(local.actions, local.ruled) :
      action.type == "redirect" && core::try(action.redirect[0].protocol, "") == "HTTPS"
    ])
    error_message = "${meta.address} answers on port 80 without a redirect to HTTPS."
  }
}

resource_policy "aws_lb" "serves_https" {
  filter = core::length(core::getresources("aws_lb_listener", { load_balancer_arn = attrs.arn })) > 0

  enforce {
    condition     = core::anytrue([for listener in core::getresources("aws_lb_listener", { load_balancer_arn = attrs.arn }) : listener.protocol == "HTTPS"])
    error_message = "${meta.address} has no HTTPS listener."
  }
}

resource_policy "aws_lb" "one_listener_to_a_port" {
  locals {
    ports = [for listener in local.listeners : listener.port if listener.load_balancer_arn == attrs.arn]
  }

  enforce {
    condition     = core::length(local.ports) == core::length(core::distinct(local.ports))
    error_message = "Two listeners of ${meta.address} have one port."
  }
}

resource_policy "aws_lb" "internal_ones_have_no_listener_on_80" {
  filter = attrs.internal

  enforce {
    condition     = core::length(core::getresources("aws_lb_listener", { load_balancer_arn = attrs.arn, port = 80 })) == 0
    error_message = "${meta.address} is internal and listens on port 80."
  }
}

resource_policy "aws_lb" "stands_in_two_zones" {
  locals {
    zones = [for subnet in core::getresources("aws_subnet", {}) : subnet.availability_zone if core::contains(attrs.subnets, subnet.id)]
  }

  enforce {
    condition     = core::length(core::distinct(local.zones)) >= 2
    error_message = "${meta.address} stands in one zone."
  }
}

resource_policy "aws_lb_target_group" "something_forwards_to_it" {
  locals {
    default_actions = core::flatten([for listener in local.listeners : listener.default_action])
    rule_actions    = core::flatten([for rule in core::getresources("aws_lb_listener_rule", {}) : rule.action])
    actions         = core::concat(local.default_actions, local.rule_actions)
    weighted        = core::flatten([for action in local.actions : [for forward in action.forward : [for group in forward.target_group : group.arn]]])
    single          = [for action in local.actions : action.target_group_arn if action.target_group_arn != null]
  }

  enforce {
    condition     = core::contains(local.single, attrs.arn) || core::contains(local.weighted, attrs.arn)
    error_message = "Nothing forwards to ${meta.address}."
  }
}

resource_policy "aws_lb_target_group" "has_a_target" {
  enforce {
    condition     = core::length(core::getresources("aws_lb_target_group_attachment", { target_group_arn = attrs.arn })) >= 1
    error_message = "${meta.address} has no target."
  }
}

resource_policy "aws_lb_target_group_attachment" "pool_speaks_http" {
  locals {
    pools = core::getresources("aws_lb_target_group", { arn = attrs.target_group_arn })
  }

  enforce {
    condition     = core::length(local.pools) == 1 && local.pools[0].protocol == "HTTP" && local.pools[0].port == 8080
    error_message = "The pool of ${meta.address} does not speak HTTP on port 8080."
  }
}

resource_policy "aws_lb_target_group_attachment" "pool_has_a_health_check_of_its_own" {
  locals {
    pools = core::getresources("aws_lb_target_group", { id = attrs.target_group_arn })
  }

  enforce {
    condition     = core::alltrue([for pool in local.pools : pool.health_check[0].path != "/"])
    error_message = "The pool of ${meta.address} is checked by its front page."
  }
}

resource_policy "aws_lb_target_group_attachment" "target_is_small" {
  locals {
    servers = core::getresources("aws_instance", { id = attrs.target_id })
  }

  enforce {
    condition     = core::length(local.servers) == 1 && local.servers[0].instance_type == "t3.micro"
    error_message = "The target of ${meta.address} is large."
  }
}

resource_policy "aws_lb_listener_rule" "stands_on_https" {
  locals {
    listeners = core::getresources("aws_lb_listener", { arn = attrs.listener_arn })
  }

  enforce {
    condition     = core::length(local.listeners) == 1 && core::alltrue([for listener in local.listeners : listener.protocol == "HTTPS"])
    error_message = "${meta.address} stands on a listener without TLS."
  }
}

resource_policy "aws_lb_listener_rule" "load_balancer_is_public" {
  locals {
    listeners = core::getresources("aws_lb_listener", { arn = attrs.listener_arn })
    balancers = core::flatten([for listener in local.listeners : core::getresources("aws_lb", { arn = listener.load_balancer_arn })])
  }

  enforce {
    condition     = core::length(local.balancers) == 1 && !local.balancers[0].internal
    error_message = "${meta.address} stands on an internal load balancer."
  }
}

resource_policy "aws_lb_listener_rule" "priority_is_free" {
  enforce {
    condition     = core::length(core::getresources("aws_lb_listener_rule", { listener_arn = attrs.listener_arn, priority = attrs.priority })) == 1
    error_message = "Another rule of the same listener has the priority of ${meta.address}."
  }
}

pool_policy "filled_by_an_attachment" {
  filter = pool.managed

  enforce {
    condition     = core::anytrue([for one in core::getresources("aws_lb_target_group_attachment", {}) : one.target_group_arn == pool.attrs.arn])
    error_message = "No attachment fills ${pool.address}."
  }
}

listener_policy "load_balancer_has_subnets" {
  locals {
    balancers = core::getresources("aws_lb", { arn = listener.attrs.load_balancer_arn })
  }

  enforce {
    condition     = core::length(local.balancers) == 1 && core::length(local.balancers[0].subnets) == 2
    error_message = "${listener.address} stands on a load balancer without two subnets."
  }
}
