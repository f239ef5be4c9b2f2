# What the service registers has to stand in its task definition, which is a JSON text.
member_policy "container_mapping_missing" {
  about {
    severity = "S2"
    title    = "An ECS service registers a container or port that its tasks do not have"
    why      = "ECS refuses the service, and the apply stops half-way."
    fix      = "Name a container of the task definition and a port of its portMappings in load_balancer of ${member.address}."
  }

  locals {
    definitions = [for definition in core::getresources("aws_ecs_task_definition", { arn = member.attrs.task_definition }) : jsondecode(definition.container_definitions)]
    known       = try(local.definitions[0], [])
    ports       = flatten([for container in local.known : [for mapping in try(container.portMappings, []) : "${container.name}:${mapping.containerPort}"]])
  }

  filter = member.after && member.type == "aws_ecs_service" && !contains(["no-op", "forget"], member.operation) && length(member.own_pools) > 0 && !contains(member.ignored_changes, "task_definition") && length(local.definitions) == 1

  enforce {
    condition     = alltrue([for balancer in member.attrs.load_balancer : contains(local.ports, "${balancer.container_name}:${balancer.container_port}") if balancer.container_name != null && balancer.container_name != ""])
    error_message = "${member.address} registers ${join(", ", [for balancer in member.attrs.load_balancer : "port ${balancer.container_port} of container ${balancer.container_name}"])}; its task definition has ${length(local.ports) > 0 ? join(", ", local.ports) : "no port"}."
  }
}
