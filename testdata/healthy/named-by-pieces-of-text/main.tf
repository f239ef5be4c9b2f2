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

variable "internal" {
  type    = bool
  default = null
}

variable "timeout" {
  type    = number
  default = null
}

locals {
  attachments = {
    report = { target_id = aws_lambda_function.report.arn }
  }

  # The function of an attachment by its ARN: arn:aws:lambda:<region>:<account>:function:<name>
  named = { for key, one in local.attachments : key => merge(one, { function = split(":", one.target_id)[6] }) }

  newest = max(aws_ecs_task_definition.api.revision, data.aws_ecs_task_definition.api.revision)

  listeners = {
    web = {
      forward = { pool = aws_lb_target_group.api.arn }
    }
    admin = {
      port  = 443
      login = { pool = aws_cognito_user_pool.staff.arn, client = aws_cognito_user_pool_client.staff.id }

      forward = { pool = aws_lb_target_group.api.arn }
    }
  }
}

resource "aws_lb" "shop" {
  name     = "shop"
  internal = var.internal
  subnets  = [for subnet in aws_subnet.public : subnet.id]
}

resource "aws_route53_zone" "shop" {
  name = "shop.example.com"
}

resource "aws_route53_record" "shop" {
  zone_id = aws_route53_zone.shop.zone_id
  name    = "www.shop.example.com"
  type    = "A"

  alias {
    name                   = aws_lb.shop.dns_name
    zone_id                = aws_lb.shop.zone_id
    evaluate_target_health = true
  }
}

# Functions
resource "aws_iam_role" "report" {
  name = "report"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_lambda_function" "report" {
  function_name = "report"
  role          = aws_iam_role.report.arn
  package_type  = "Image"
  image_uri     = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/report:1"
}

resource "aws_lb_target_group" "report" {
  name        = "shop-report"
  target_type = "lambda"
}

resource "aws_lambda_permission" "this" {
  for_each = local.named

  statement_id  = "load-balancer"
  action        = "lambda:InvokeFunction"
  function_name = each.value.function
  principal     = "elasticloadbalancing.amazonaws.com"
  source_arn    = aws_lb_target_group.report.arn
}

resource "aws_lb_target_group_attachment" "this" {
  for_each = local.attachments

  target_group_arn = aws_lb_target_group.report.arn
  target_id        = each.value.target_id

  depends_on = [aws_lambda_permission.this]
}

resource "aws_lb_listener_rule" "report" {
  listener_arn = aws_lb_listener.this["web"].arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.report.arn
  }

  condition {
    path_pattern {
      values = ["/report/*"]
    }
  }
}

# Tasks
resource "aws_ecs_cluster" "shop" {
  name = "shop"
}

resource "aws_ecs_task_definition" "api" {
  family                   = "api"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512

  container_definitions = jsonencode([{
    name         = "api"
    image        = "registry.example.com/api:1"
    essential    = true
    portMappings = [{ containerPort = 8080 }]
  }])
}

data "aws_ecs_task_definition" "api" {
  task_definition = aws_ecs_task_definition.api.family

  depends_on = [aws_ecs_task_definition.api]
}

resource "aws_lb_target_group" "api" {
  name        = "shop-api"
  port        = 8080
  protocol    = "HTTP"
  vpc_id      = aws_vpc.main.id
  target_type = "ip"

  health_check {
    interval = 10
    timeout  = var.timeout
  }
}

resource "aws_ecs_service" "api" {
  name            = "api"
  cluster         = aws_ecs_cluster.shop.id
  task_definition = "${aws_ecs_task_definition.api.family}:${local.newest}"
  desired_count   = 2
  launch_type     = "FARGATE"

  deployment_controller {
    type = "CODE_DEPLOY"
  }

  network_configuration {
    subnets         = [for subnet in aws_subnet.public : subnet.id]
    security_groups = [aws_vpc.main.default_security_group_id]
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.api.arn
    container_name   = "api"
    container_port   = 8080
  }

  depends_on = [aws_lb_listener.this]
}

# Listeners
resource "aws_acm_certificate" "shop" {
  domain_name       = "www.shop.example.com"
  validation_method = "DNS"
}

resource "aws_acm_certificate_validation" "shop" {
  certificate_arn = aws_acm_certificate.shop.arn
}

resource "aws_cognito_user_pool" "staff" {
  name = "staff"
}

resource "aws_cognito_user_pool_client" "staff" {
  name         = "staff"
  user_pool_id = aws_cognito_user_pool.staff.id
}

resource "aws_lb_listener" "this" {
  for_each = local.listeners

  load_balancer_arn = aws_lb.shop.arn
  port              = lookup(each.value, "port", 80)
  protocol          = lookup(each.value, "port", 80) == 443 ? "HTTPS" : "HTTP"
  certificate_arn   = lookup(each.value, "port", 80) == 443 ? aws_acm_certificate_validation.shop.certificate_arn : null

  dynamic "default_action" {
    for_each = try([each.value.login], [])

    content {
      type = "authenticate-cognito"

      authenticate_cognito {
        user_pool_arn       = default_action.value.pool
        user_pool_client_id = default_action.value.client
        user_pool_domain    = "staff"
      }
    }
  }

  dynamic "default_action" {
    for_each = try([each.value.forward], [])

    content {
      type             = "forward"
      target_group_arn = default_action.value.pool
    }
  }
}
