locals {
  app   = jsonencode([{ name = "app", image = "app", portMappings = [{ containerPort = 8080 }] }, { name = "sidecar", image = "sidecar" }])
  ports = [{ target_group_arn = aws_lb_target_group.api.arn, container_name = "app", container_port = 8080 }]
}

resource "aws_lb_target_group" "api" {
  attrs = { name = "api", target_type = "ip" }
}

resource "aws_ecs_task_definition" "app" {
  attrs = { family = "app", network_mode = "awsvpc", container_definitions = local.app }
}

resource "aws_ecs_service" "right" {
  attrs = { name = "right", task_definition = aws_ecs_task_definition.app.arn, load_balancer = local.ports }

  expect "container_mapping_missing" { verdict = "pass" }
}

resource "aws_ecs_service" "wrong_port" {
  attrs = {
    name            = "port"
    task_definition = aws_ecs_task_definition.app.arn
    load_balancer   = [{ target_group_arn = aws_lb_target_group.api.arn, container_name = "app", container_port = 80 }]
  }

  expect "container_mapping_missing" {
    verdict = "fail"
    message = "its task definition has app:8080"
  }
}

resource "aws_ecs_service" "wrong_container" {
  attrs = {
    name            = "container"
    task_definition = aws_ecs_task_definition.app.arn
    load_balancer   = [{ target_group_arn = aws_lb_target_group.api.arn, container_name = "web", container_port = 8080 }]
  }

  expect "container_mapping_missing" { verdict = "fail" }
}

# The deployment brings its own task definition.
resource "aws_ecs_service" "deployed_by_others" {
  meta = { ignore_changes = ["task_definition"] }
  attrs = {
    name            = "others"
    task_definition = aws_ecs_task_definition.app.arn
    load_balancer   = [{ target_group_arn = aws_lb_target_group.api.arn, container_name = "app", container_port = 80 }]
  }

  expect "container_mapping_missing" { verdict = "none" }
}

# A task definition of another state.
resource "aws_ecs_service" "of_another_state" {
  attrs = { name = "elsewhere", task_definition = "app:7", load_balancer = local.ports }

  expect "container_mapping_missing" { verdict = "none" }
}

# A whole text is not known where one part of it is not.
resource "aws_ecs_task_definition" "later" {
  attrs = { family = "later", network_mode = "awsvpc", container_definitions = unknown }
}

resource "aws_ecs_service" "nobody_knows" {
  attrs = { name = "later", task_definition = aws_ecs_task_definition.later.arn, load_balancer = local.ports }

  expect "container_mapping_missing" { verdict = "unknown" }
}
