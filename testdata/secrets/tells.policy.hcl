# Policies that tell all they can see: what is masked has to stay so in whatever they say.
input "pin" {
  type      = string
  sensitive = true
  default   = "canary-pin-9"
}

locals {
  pin    = "pin ${input.pin}"
  salted = sensitive(format("%s-%s", "canary", "policy"))
}

route_policy "tells_routes" {
  enforce {
    condition     = route.weight == local.salted
    error_message = "${route.from.address} ${route.from.attrs} ${route.pool.address} ${jsonencode(route.pool.attrs)} ${input.pin} ${local.pin}"
    info_message  = "${route.address} ${route.pool.attrs.name}"
  }
}

pool_policy "tells_pools" {
  locals {
    name = "name ${pool.attrs.name}"
  }
  enforce {
    condition     = pool.attrs.name == input.pin && length(pool.attrs.tags) > 7
    error_message = "${pool.address} ${pool.attrs} ${local.name} ${local.salted} ${join(",", [for key, value in pool.attrs.tags : "${key}${value}"])}"
    info_message  = "${jsonencode(pool.attrs)} ${upper(pool.attrs.name)} ${pool.attrs.vpc_id}"
  }
}

listener_policy "tells_listeners" {
  enforce {
    condition     = listener.attrs.certificate_arn == local.pin
    error_message = "${listener.address} ${listener.attrs} ${jsonencode(listener.attrs.default_action)}"
  }
}

rule_policy "tells_rules" {
  enforce {
    condition     = anytrue([for one in rule.attrs.condition : one.values == input.pin])
    error_message = "${rule.address} ${rule.attrs} ${jsonencode(rule.attrs.condition)} ${jsonencode(rule.attrs.action)}"
  }
}

load_balancer_policy "tells_load_balancers" {
  enforce {
    condition     = load_balancer.attrs.subnets == [input.pin]
    error_message = "${load_balancer.address} ${load_balancer.attrs} ${jsonencode(load_balancer.attrs.tags)}"
  }
}

entry_policy "tells_entries" {
  enforce {
    condition     = entry.attrs.name == input.pin
    error_message = "${entry.address} ${entry.attrs}"
  }
}

member_policy "tells_members" {
  enforce {
    condition     = member.attrs.target_id == input.pin
    error_message = "${member.address} ${member.attrs}"
  }
}

resource_policy "*" "tells_resources" {
  enforce {
    condition     = attrs == { pin = input.pin }
    error_message = "${attrs} ${jsonencode(attrs)} ${meta.address}"
  }
}

resource_policy "*" "tells_what_was" {
  operations = ["update"]
  enforce {
    condition     = prior_attrs == { pin = input.pin }
    error_message = "${prior_attrs} ${attrs}"
  }
}

plan_policy "tells_values" {
  select = "$.resource_changes[*].change"
  enforce {
    condition     = it == "nothing is this"
    error_message = "${it} ${jsonencode(it)}"
  }
}

plan_policy "tells_variables" {
  select = "$.variables.*.value"
  enforce {
    condition     = it == "nothing is this"
    error_message = "${it} ${jsonencode(plan.routing_changes)}"
  }
}

provider_policy "*" "tells_providers" {
  enforce {
    condition     = attrs.secret_key == input.pin
    error_message = "${attrs.secret_key} ${attrs.access_key}"
  }
}
