# A task of the network mode awsvpc has addresses of its own, and its containers listen on their own ports.
member_policy "port_mismatch" {
  about {
    severity = "S3"
    title    = "A health check asks on a port that no container of the service has"
    why      = "Where nothing listens there the tasks never become healthy, and ECS replaces them again and again."
    fix      = "Leave port out of the health check, so that it asks where the traffic goes, or name a port of the container."
  }

  locals {
    definitions = [for definition in core::getresources("aws_ecs_task_definition", { arn = member.attrs.task_definition }) : definition if definition.network_mode == "awsvpc"]
    containers  = flatten([for definition in local.definitions : jsondecode(definition.container_definitions)])
    mapped      = flatten([for container in local.containers : [for mapping in try(container.portMappings, []) : tonumber(mapping.containerPort)]])
    registered  = [for balancer in member.attrs.load_balancer : tonumber(balancer.container_port)]
    # Most health checks ask where the traffic goes, and need no look at the tasks.
    fixed       = [for pool in member.own_pools : pool if can(tonumber(pool.health_check.port)) && pool.health_check.port != null]
    strangers   = [for pool in local.fixed : pool if !contains(concat(local.mapped, local.registered), tonumber(pool.health_check.port))]
  }

  filter  = member.after && member.type == "aws_ecs_service" && !contains(["no-op", "forget"], member.operation) && length(local.fixed) > 0 && !contains(member.ignored_changes, "task_definition") && length(local.definitions) == 1
  related = local.strangers

  enforce {
    condition     = length(local.strangers) == 0
    error_message = "The health check of ${join(", ", [for pool in local.strangers : "${pool.address} asks on port ${pool.health_check.port}"])}; the tasks of ${member.address} listen on ${join(", ", sort(distinct([for port in concat(local.mapped, local.registered) : tostring(port)])))}."
  }
}
