member_policy "ecs_target_type" {
  about {
    severity = "S2"
    title    = "The pool of an ECS service takes another kind of target"
    why      = "Tasks with a network interface of their own (awsvpc, Fargate) register by address, those of bridge and host by instance. ECS refuses a service on the other kind of pool, and the apply stops half-way."
    fix      = "Set target_type = \"ip\" on the pool for awsvpc and Fargate, \"instance\" for bridge and host; a target group cannot change it, so it takes a new one."
  }

  locals {
    modes = [for definition in core::getresources("aws_ecs_task_definition", { arn = member.attrs.task_definition }) : definition.network_mode]
    own   = try(local.modes[0], null)
    ip    = local.own == "awsvpc"
    types = [for pool in member.own_pools : coalesce(try(pool.attrs.target_type, null), "instance") if pool.managed]
  }

  filter = member.after && member.type == "aws_ecs_service" && !contains(["no-op", "forget"], member.operation) && length(local.types) > 0 && length(local.modes) == 1 && local.own != null

  enforce {
    condition     = alltrue([for type in local.types : (type == "ip") == local.ip])
    error_message = "${member.address} runs tasks in ${local.own} mode and registers them in a pool of target type ${join(", ", local.types)}."
  }
}
