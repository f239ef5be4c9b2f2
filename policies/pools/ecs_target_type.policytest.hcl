resource "aws_lb_target_group" "addresses" {
  attrs = { name = "addresses", target_type = "ip" }
}

resource "aws_lb_target_group" "instances" {
  attrs = { name = "instances", target_type = "instance" }
}

resource "aws_ecs_task_definition" "awsvpc" {
  attrs = { family = "awsvpc", network_mode = "awsvpc", requires_compatibilities = ["FARGATE"] }
}

resource "aws_ecs_task_definition" "bridge" {
  attrs = { family = "bridge", network_mode = "bridge" }
}

resource "aws_ecs_task_definition" "host" {
  attrs = { family = "host", network_mode = "host" }
}

resource "aws_ecs_task_definition" "later" {
  attrs = { family = "later", network_mode = unknown }
}

resource "aws_ecs_service" "awsvpc_by_address" {
  attrs = { name = "a", task_definition = aws_ecs_task_definition.awsvpc.arn, load_balancer = [{ target_group_arn = aws_lb_target_group.addresses.arn }] }

  expect "ecs_target_type" { verdict = "pass" }
}

resource "aws_ecs_service" "awsvpc_by_instance" {
  attrs = { name = "b", task_definition = aws_ecs_task_definition.awsvpc.arn, load_balancer = [{ target_group_arn = aws_lb_target_group.instances.arn }] }

  expect "ecs_target_type" {
    verdict = "fail"
    message = "runs tasks in awsvpc mode and registers them in a pool of target type instance"
  }
}

resource "aws_ecs_service" "bridge_by_instance" {
  attrs = { name = "c", task_definition = aws_ecs_task_definition.bridge.arn, load_balancer = [{ target_group_arn = aws_lb_target_group.instances.arn }] }

  expect "ecs_target_type" { verdict = "pass" }
}

resource "aws_ecs_service" "bridge_by_address" {
  attrs = { name = "d", task_definition = aws_ecs_task_definition.bridge.arn, load_balancer = [{ target_group_arn = aws_lb_target_group.addresses.arn }] }

  expect "ecs_target_type" { verdict = "fail" }
}

resource "aws_ecs_service" "host_by_address" {
  attrs = { name = "e", task_definition = aws_ecs_task_definition.host.arn, load_balancer = [{ target_group_arn = aws_lb_target_group.addresses.arn }] }

  expect "ecs_target_type" { verdict = "fail" }
}

resource "aws_ecs_service" "nobody_knows" {
  attrs = { name = "f", task_definition = aws_ecs_task_definition.later.arn, load_balancer = [{ target_group_arn = aws_lb_target_group.addresses.arn }] }

  expect "ecs_target_type" { verdict = "unknown" }
}

# A task definition of another state, and a service without a load balancer.
resource "aws_ecs_service" "of_another_state" {
  attrs = { name = "g", task_definition = "app:7", load_balancer = [{ target_group_arn = aws_lb_target_group.instances.arn }] }

  expect "ecs_target_type" { verdict = "none" }
}

resource "aws_ecs_service" "worker" {
  attrs = { name = "h", task_definition = aws_ecs_task_definition.awsvpc.arn }

  expect "ecs_target_type" { verdict = "none" }
}
