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

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      message_body = "not here"
      status_code  = "404"
    }
  }
}

resource "aws_lb_listener_rule" "suspended" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.suspended.arn
  }

  condition {
    path_pattern {
      values = ["/suspended/*"]
    }
  }
}

resource "aws_lb_listener_rule" "twice" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 20

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.twice.arn
  }

  condition {
    path_pattern {
      values = ["/twice/*"]
    }
  }
}

resource "aws_lb_listener_rule" "started" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 30

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.started.arn
  }

  condition {
    path_pattern {
      values = ["/started/*"]
    }
  }
}

resource "aws_lb_listener_rule" "function" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 40

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.function.arn
  }

  condition {
    path_pattern {
      values = ["/function/*"]
    }
  }
}

resource "aws_lb_listener_rule" "tasks" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 50

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

resource "aws_lb_listener_rule" "fargate" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 60

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.fargate.arn
  }

  condition {
    path_pattern {
      values = ["/fargate/*"]
    }
  }
}

resource "aws_lb_listener_rule" "elsewhere" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 70

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.elsewhere.arn
  }

  condition {
    path_pattern {
      values = ["/elsewhere/*"]
    }
  }
}

resource "aws_lb_listener_rule" "bridge" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 80

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.bridge.arn
  }

  condition {
    path_pattern {
      values = ["/bridge/*"]
    }
  }
}

resource "aws_launch_template" "server" {
  name          = "server"
  image_id      = "ami-12c6146b"
  instance_type = "t3.micro"
}

resource "aws_lb_target_group" "suspended" {
  name     = "shop-suspended"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_autoscaling_group" "suspended" {
  name                = "suspended"
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = [aws_subnet.public["a"].id]
  target_group_arns   = [aws_lb_target_group.suspended.arn]
  suspended_processes = ["AZRebalance"]

  launch_template {
    id      = aws_launch_template.server.id
    version = "$Latest"
  }
}

resource "aws_lb_target_group" "twice" {
  name     = "shop-twice"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_autoscaling_group" "twice" {
  name                = "twice"
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = [aws_subnet.public["a"].id]
  target_group_arns   = [aws_lb_target_group.twice.arn]

  lifecycle {
    ignore_changes = [load_balancers, target_group_arns]
  }

  launch_template {
    id      = aws_launch_template.server.id
    version = "$Latest"
  }
}

resource "aws_autoscaling_attachment" "twice" {
  autoscaling_group_name = aws_autoscaling_group.twice.name
  lb_target_group_arn    = aws_lb_target_group.twice.arn
}

resource "aws_lb_target_group" "started" {
  name     = "shop-started"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_instance" "started" {
  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.public["a"].id
}

resource "aws_lb_target_group_attachment" "started" {
  target_group_arn = aws_lb_target_group.started.arn
  target_id        = aws_instance.started.id
}

resource "aws_ec2_instance_state" "started" {
  instance_id = aws_instance.started.id
  state       = "running"
}

resource "aws_iam_role" "function" {
  name = "function"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_lambda_function" "api" {
  function_name = "api"
  role          = aws_iam_role.function.arn
  package_type  = "Image"
  image_uri     = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/api:1"
}

resource "aws_lb_target_group" "function" {
  name        = "shop-function"
  target_type = "lambda"
}

resource "aws_lb_target_group_attachment" "function" {
  target_group_arn = aws_lb_target_group.function.arn
  target_id        = aws_lambda_function.api.arn

  depends_on = [aws_lambda_permission.function]
}

resource "aws_lambda_permission" "function" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.api.function_name
  principal     = "elasticloadbalancing.amazonaws.com"
  source_arn    = aws_lb_target_group.function.arn
}

resource "aws_lb_target_group" "elsewhere" {
  name        = "shop-elsewhere"
  target_type = "lambda"
}

resource "aws_lb_target_group_attachment" "elsewhere" {
  target_group_arn = aws_lb_target_group.elsewhere.arn
  target_id        = "arn:aws:lambda:eu-central-1:123456789012:function:elsewhere"
}

resource "aws_lb" "entry" {
  name               = "entry"
  load_balancer_type = "network"
  subnets            = [for subnet in aws_subnet.public : subnet.id]
}

resource "aws_lb_target_group" "alb" {
  name        = "entry-alb"
  target_type = "alb"
  port        = 80
  protocol    = "TCP"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "alb" {
  target_group_arn = aws_lb_target_group.alb.arn
  target_id        = aws_lb.shop.arn
  port             = 80
}

resource "aws_lb_listener" "tcp" {
  load_balancer_arn = aws_lb.entry.arn
  port              = 80
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.alb.arn
  }
}

resource "aws_ecs_cluster" "shop" {
  name = "shop"
}

resource "aws_lb_target_group" "tasks" {
  name     = "shop-tasks"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
  target_type = "ip"
}

resource "aws_ecs_task_definition" "tasks" {
  family       = "tasks"
  network_mode = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512

  container_definitions = jsonencode([{
    name         = "web"
    image        = "registry.example.com/tasks:1"
    essential    = true
    portMappings = [{ containerPort = 8080 }]
    environment  = [{ name = "PEER", value = aws_lb.shop.dns_name }]
  }])
}

resource "aws_ecs_service" "tasks" {
  name            = "tasks"
  cluster         = aws_ecs_cluster.shop.id
  task_definition = aws_ecs_task_definition.tasks.arn
  desired_count   = 2
  launch_type     = "FARGATE"

  network_configuration {
    subnets = [for subnet in aws_subnet.public : subnet.id]
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.tasks.arn
    container_name   = "web"
    container_port   = 8080
  }

  depends_on = [aws_lb_listener_rule.tasks]
}

resource "aws_lb_target_group" "fargate" {
  name     = "shop-fargate"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
  target_type = "ip"
}

resource "aws_ecs_task_definition" "fargate" {
  family       = "fargate"
  network_mode = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512

  container_definitions = jsonencode([{
    name         = "web"
    image        = "registry.example.com/fargate:1"
    essential    = true
    portMappings = [{ containerPort = 8080 }]
    environment  = [{ name = "PEER", value = aws_iam_role.function.arn }]
  }])
}

resource "aws_ecs_service" "fargate" {
  name            = "fargate"
  cluster         = aws_ecs_cluster.shop.id
  task_definition = aws_ecs_task_definition.fargate.arn
  desired_count   = 2
  launch_type     = "FARGATE"

  network_configuration {
    subnets = [for subnet in aws_subnet.public : subnet.id]
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.fargate.arn
    container_name   = "web"
    container_port   = 8080
  }

  depends_on = [aws_lb_listener_rule.fargate]
}

resource "aws_lb_target_group" "bridge" {
  name     = "shop-bridge"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_ecs_task_definition" "bridge" {
  family       = "bridge"
  network_mode = "bridge"
  memory = 512

  container_definitions = jsonencode([{
    name         = "web"
    image        = "registry.example.com/bridge:1"
    essential    = true
    portMappings = [{ containerPort = 8080 }]
    environment  = [{ name = "PEER", value = "1" }]
  }])
}

resource "aws_ecs_service" "bridge" {
  name            = "bridge"
  cluster         = aws_ecs_cluster.shop.id
  task_definition = aws_ecs_task_definition.bridge.arn
  desired_count   = 2

  load_balancer {
    target_group_arn = aws_lb_target_group.bridge.arn
    container_name   = "web"
    container_port   = 8080
  }

  depends_on = [aws_lb_listener_rule.bridge]
}
