# The provider fills in a lot at the first refresh; only what routes traffic counts.
listener_policy "routing_drift" {
  about {
    severity = "S3"
    title    = "Routing was changed outside of Terraform"
    why      = "Somebody, or a deployment, changed what routes traffic since the last apply. A plan that does not know why takes it back."
    fix      = "Find out who changed it. Write the change into the configuration, or apply to take it back."
  }

  locals {
    routing = ["default_action", "action", "condition", "priority", "port", "protocol", "listener_arn", "load_balancer_arn", "certificate_arn", "subnets", "security_groups"]
    changed = [for name in listener.drift : name if contains(local.routing, name)]
  }

  filter = listener.managed && listener.before

  enforce {
    condition     = length(local.changed) == 0 || (listener.operation == "no-op" && length(listener.ignored_changes) > 0)
    error_message = "${join(" and ", local.changed)} of ${listener.address} was changed outside${listener.operation == "update" ? "; look whether this plan takes it back" : ""}."
  }
}

rule_policy "routing_drift" {
  locals {
    routing = ["default_action", "action", "condition", "priority", "port", "protocol", "listener_arn", "load_balancer_arn", "certificate_arn", "subnets", "security_groups"]
    changed = [for name in rule.drift : name if contains(local.routing, name)]
  }

  filter = rule.managed && rule.before

  enforce {
    condition     = length(local.changed) == 0 || (rule.operation == "no-op" && length(rule.ignored_changes) > 0)
    error_message = "${join(" and ", local.changed)} of ${rule.address} was changed outside${rule.operation == "update" ? "; look whether this plan takes it back" : ""}."
  }
}

pool_policy "routing_drift" {
  locals {
    routing = ["default_action", "action", "condition", "priority", "port", "protocol", "listener_arn", "load_balancer_arn", "certificate_arn", "subnets", "security_groups"]
    changed = [for name in pool.drift : name if contains(local.routing, name)]
  }

  filter = pool.managed && pool.before

  enforce {
    condition     = length(local.changed) == 0 || (pool.operation == "no-op" && length(pool.ignored_changes) > 0)
    error_message = "${join(" and ", local.changed)} of ${pool.address} was changed outside${pool.operation == "update" ? "; look whether this plan takes it back" : ""}."
  }
}

load_balancer_policy "routing_drift" {
  locals {
    routing = ["default_action", "action", "condition", "priority", "port", "protocol", "listener_arn", "load_balancer_arn", "certificate_arn", "subnets", "security_groups"]
    changed = [for name in load_balancer.drift : name if contains(local.routing, name)]
  }

  filter = load_balancer.managed && load_balancer.before

  enforce {
    condition     = length(local.changed) == 0 || (load_balancer.operation == "no-op" && length(load_balancer.ignored_changes) > 0)
    error_message = "${join(" and ", local.changed)} of ${load_balancer.address} was changed outside${load_balancer.operation == "update" ? "; look whether this plan takes it back" : ""}."
  }
}
