scenario "the port of the traffic" {
  resource "aws_ecs_task_definition" "app" {
    attrs = { network_mode = "awsvpc", container_definitions = jsonencode([{ name = "app", portMappings = [{ containerPort = 8080 }] }]) }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 80, protocol = "HTTP", target_type = "ip", health_check = [{ port = "traffic-port" }] }
  }

  resource "aws_ecs_service" "app" {
    attrs = { task_definition = aws_ecs_task_definition.app.arn, desired_count = 1, load_balancer = [{ target_group_arn = aws_lb_target_group.app.arn, container_name = "app", container_port = 8080 }] }

    expect "port_mismatch" { verdict = "none" }
  }
}

scenario "the port that is registered" {
  resource "aws_ecs_task_definition" "app" {
    attrs = { network_mode = "awsvpc", container_definitions = jsonencode([{ name = "app", portMappings = [{ containerPort = 8080 }] }]) }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 80, protocol = "HTTP", target_type = "ip", health_check = [{ port = "8080" }] }
  }

  resource "aws_ecs_service" "app" {
    attrs = { task_definition = aws_ecs_task_definition.app.arn, desired_count = 1, load_balancer = [{ target_group_arn = aws_lb_target_group.app.arn, container_name = "app", container_port = 8080 }] }

    expect "port_mismatch" { verdict = "pass" }
  }
}

scenario "the port of a sidecar" {
  resource "aws_ecs_task_definition" "app" {
    attrs = { network_mode = "awsvpc", container_definitions = jsonencode([{ name = "app", portMappings = [{ containerPort = 8080 }] }, { name = "app", portMappings = [{ containerPort = 9000 }] }]) }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 80, protocol = "HTTP", target_type = "ip", health_check = [{ port = "9000" }] }
  }

  resource "aws_ecs_service" "app" {
    attrs = { task_definition = aws_ecs_task_definition.app.arn, desired_count = 1, load_balancer = [{ target_group_arn = aws_lb_target_group.app.arn, container_name = "app", container_port = 8080 }] }

    expect "port_mismatch" { verdict = "pass" }
  }
}

scenario "a port of no container" {
  resource "aws_ecs_task_definition" "app" {
    attrs = { network_mode = "awsvpc", container_definitions = jsonencode([{ name = "app", portMappings = [{ containerPort = 8080 }] }]) }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 80, protocol = "HTTP", target_type = "ip", health_check = [{ port = "9000" }] }
  }

  resource "aws_ecs_service" "app" {
    attrs = { task_definition = aws_ecs_task_definition.app.arn, desired_count = 1, load_balancer = [{ target_group_arn = aws_lb_target_group.app.arn, container_name = "app", container_port = 8080 }] }

    expect "port_mismatch" { verdict = "fail" }
  }
}

scenario "the ports of hosts are others" {
  resource "aws_ecs_task_definition" "app" {
    attrs = { network_mode = "bridge", container_definitions = jsonencode([{ name = "app", portMappings = [{ containerPort = 8080 }] }]) }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 80, protocol = "HTTP", target_type = "ip", health_check = [{ port = "9000" }] }
  }

  resource "aws_ecs_service" "app" {
    attrs = { task_definition = aws_ecs_task_definition.app.arn, desired_count = 1, load_balancer = [{ target_group_arn = aws_lb_target_group.app.arn, container_name = "app", container_port = 8080 }] }
  }
}

scenario "the containers are known after apply" {
  resource "aws_ecs_task_definition" "app" {
    attrs = { network_mode = "awsvpc", container_definitions = unknown }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 80, protocol = "HTTP", target_type = "ip", health_check = [{ port = "9000" }] }
  }

  resource "aws_ecs_service" "app" {
    attrs = { task_definition = aws_ecs_task_definition.app.arn, desired_count = 1, load_balancer = [{ target_group_arn = aws_lb_target_group.app.arn, container_name = "app", container_port = 8080 }] }

    expect "port_mismatch" { verdict = "unknown" }
  }
}
