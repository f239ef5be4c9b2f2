variable "name" {
  type = string
}

variable "cluster" {
  type = string
}

variable "desired_count" {
  type = number
}

variable "subnets" {
  type = list(string)
}

variable "load_balancers" {
  type = list(object({
    target_group_arn = string
    container_name   = optional(string)
    container_port   = number
  }))
}

resource "aws_ecs_task_definition" "this" {
  family                   = var.name
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512

  container_definitions = jsonencode([
    {
      name         = var.name
      image        = "registry.example.com/${var.name}:1"
      essential    = true
      portMappings = [for entry in var.load_balancers : { containerPort = entry.container_port }]
    }
  ])
}

resource "aws_ecs_service" "this" {
  name            = var.name
  cluster         = var.cluster
  task_definition = aws_ecs_task_definition.this.arn
  desired_count   = var.desired_count
  launch_type     = "FARGATE"

  network_configuration {
    subnets = var.subnets
  }

  dynamic "load_balancer" {
    for_each = { for entry in var.load_balancers : entry.container_port => entry }
    iterator = lb

    content {
      target_group_arn = lb.value.target_group_arn
      container_name   = coalesce(lb.value.container_name, var.name)
      container_port   = lb.key
    }
  }
}
