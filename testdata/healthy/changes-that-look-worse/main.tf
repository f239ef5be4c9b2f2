terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

resource "aws_lb_target_group" "api" {
  name        = "shop-api"
  port        = 8080
  protocol    = "HTTP"
  vpc_id      = aws_vpc.main.id
  target_type = "ip"
}

resource "aws_lb_target_group_attachment" "api" {
  for_each = toset(["10.0.1.10", "10.0.2.10"])

  target_group_arn = aws_lb_target_group.api.arn
  target_id        = each.key
}

resource "aws_lb_target_group" "servers" {
  name     = "shop-servers"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_launch_template" "server" {
  name          = "server"
  image_id      = "ami-12c6146b"
  instance_type = "t3.micro"
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = "arn:aws:iam::123456789012:server-certificate/shop"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api.arn
  }
}

resource "aws_lb_listener_rule" "servers" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.servers.arn
  }

  condition {
    path_pattern {
      values = ["/servers/*"]
    }
  }
}

resource "aws_route53_zone" "shop" {
  name = "shop.example.com"
}

resource "aws_route53_record" "www" {
  zone_id = aws_route53_zone.shop.zone_id
  name    = "www"
  type    = "A"

  alias {
    name                   = aws_lb.shop.dns_name
    zone_id                = aws_lb.shop.zone_id
    evaluate_target_health = false
  }
}

# The argument is deleted, which leaves the pool attached: the provider takes it for one that is not set.
resource "aws_autoscaling_group" "servers" {
  name                = "servers"
  min_size            = 1
  max_size            = 2
  vpc_zone_identifier = [aws_subnet.public["a"].id]

  launch_template {
    id      = aws_launch_template.server.id
    version = "$Latest"
  }
}

# One pool, written in both ways.
resource "aws_lb_listener_rule" "both_ways" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 30

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api.arn

    forward {
      target_group {
        arn = aws_lb_target_group.api.arn
      }
    }
  }

  condition {
    path_pattern {
      values = ["/both/*"]
    }
  }
}

resource "aws_ecs_cluster" "shop" {
  name = "shop"
}

resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  container_definitions    = jsonencode([{ name = "web", image = "registry.example.com/web:1", essential = true, portMappings = [{ containerPort = 8080 }] }])
}

resource "aws_lb_target_group" "web" {
  for_each = toset(["deployed", "blue", "green"])

  name        = "shop-${each.key}"
  port        = 8080
  protocol    = "HTTP"
  vpc_id      = aws_vpc.main.id
  target_type = "ip"
}

# The green pool takes no traffic yet.
resource "aws_lb_listener_rule" "web" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 40

  action {
    type = "forward"

    forward {
      target_group {
        arn    = aws_lb_target_group.web["blue"].arn
        weight = 100
      }

      target_group {
        arn    = aws_lb_target_group.web["green"].arn
        weight = 0
      }
    }
  }

  condition {
    path_pattern {
      values = ["/web/*"]
    }
  }
}

resource "aws_lb_listener_rule" "deployed" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 50

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web["deployed"].arn
  }

  condition {
    path_pattern {
      values = ["/deployed/*"]
    }
  }
}

resource "aws_ecs_service" "web" {
  for_each = { blue = 2, green = 0 }

  name            = "web-${each.key}"
  cluster         = aws_ecs_cluster.shop.id
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = each.value
  launch_type     = "FARGATE"

  network_configuration {
    subnets = [aws_subnet.public["a"].id]
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.web[each.key].arn
    container_name   = "web"
    container_port   = 8080
  }

  depends_on = [aws_lb_listener_rule.web]
}

# A deployment of its own brings tasks and their definition.
resource "aws_ecs_service" "deployed" {
  name            = "deployed"
  cluster         = aws_ecs_cluster.shop.id
  task_definition = aws_ecs_task_definition.web.arn
  launch_type     = "FARGATE"

  network_configuration {
    subnets = [aws_subnet.public["a"].id]
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.web["deployed"].arn
    container_name   = "not-yet"
    container_port   = 8080
  }

  lifecycle {
    ignore_changes = [desired_count, task_definition]
  }

  depends_on = [aws_lb_listener_rule.deployed]
}

# Instances come when tasks wait for them, or in the mornings.
resource "aws_lb_target_group" "tasks" {
  name     = "shop-tasks"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_listener_rule" "tasks" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 60

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.tasks.arn
  }

  condition {
    path_pattern {
      values = ["/tasks/*"]
    }
  }
}

resource "aws_autoscaling_group" "tasks" {
  for_each = toset(["tasks", "mornings"])

  name                = each.key
  min_size            = 0
  max_size            = 2
  desired_capacity    = 0
  vpc_zone_identifier = [aws_subnet.public["a"].id]
  target_group_arns   = [aws_lb_target_group.tasks.arn]

  launch_template {
    id      = aws_launch_template.server.id
    version = "$Latest"
  }
}

resource "aws_ecs_capacity_provider" "tasks" {
  name = "tasks"

  auto_scaling_group_provider {
    auto_scaling_group_arn = aws_autoscaling_group.tasks["tasks"].arn

    managed_scaling {
      status = "ENABLED"
    }
  }
}

resource "aws_autoscaling_schedule" "mornings" {
  scheduled_action_name  = "mornings"
  autoscaling_group_name = aws_autoscaling_group.tasks["mornings"].name
  min_size               = 2
  max_size               = 2
  desired_capacity       = 2
  recurrence             = "0 6 * * *"
}
