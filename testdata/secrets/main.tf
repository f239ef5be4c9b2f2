# Everything in here that is secret has the word by which the test looks for it.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "mock"
  secret_key                  = "mock"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

variable "token" {
  type      = string
  sensitive = true
  default   = "canary-default-1"
}

variable "given" {
  type      = string
  sensitive = true
}

variable "weights" {
  type      = map(number)
  sensitive = true
  default   = { blue = 0, canary-key-2 = 20 }
}

variable "network" {
  type      = object({ vpc = string, subnets = list(string) })
  sensitive = true
  default   = { vpc = "vpc-canary3", subnets = ["subnet-canary4", "subnet-canary5"] }
}

locals {
  host   = join(".", [var.token, "example", "com"])
  body   = jsonencode({ secret = var.token, nested = [var.given] })
  text   = format("%s!", var.given)
  marked = sensitive(join("-", ["canary", "function", "6"]))
  arn    = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/${var.token}/0123456789abcdef"
  lines  = <<-EOT
    %{for word in [var.token, var.given]~}
    ${word}
    %{endfor~}
  EOT
  pools  = { for name, weight in nonsensitive({ blue = 1, green = 2 }) : name => "${name}-${var.given}" }
}

resource "aws_lb" "shop" {
  name               = "shop"
  load_balancer_type = "application"
  subnets            = var.network.subnets
  security_groups    = [local.marked]
  tags               = { team = var.given, (local.marked) = "x" }
}

resource "aws_lb_target_group" "blue" {
  name     = substr(local.pools.blue, 0, 30)
  port     = 80
  protocol = "HTTP"
  vpc_id   = var.network.vpc
  tags     = { note = local.lines }
  health_check {
    path    = "/${var.token}"
    matcher = "200"
  }
}

resource "aws_lb_target_group" "green" {
  name     = "green"
  port     = 80
  protocol = "HTTP"
  vpc_id   = var.network.vpc
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type             = "forward"
    target_group_arn = local.arn
  }
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = "arn:aws:acm:eu-central-1:123456789012:certificate/${var.token}"
  default_action {
    type = "authenticate-oidc"
    authenticate_oidc {
      authorization_endpoint = "https://${local.host}/authorize"
      client_id              = var.token
      client_secret          = "canary-client-7"
      issuer                 = "https://${local.host}"
      token_endpoint         = "https://${local.host}/token"
      user_info_endpoint     = "https://${local.host}/info"
    }
  }
  default_action {
    type = "forward"
    forward {
      target_group {
        arn    = aws_lb_target_group.blue.arn
        weight = var.weights["blue"]
      }
      target_group {
        arn    = aws_lb_target_group.green.arn
        weight = lookup(var.weights, "canary-key-2")
      }
    }
  }
}

resource "aws_lb_listener_rule" "header" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 10
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.green.arn
  }
  condition {
    host_header { values = [local.host] }
  }
  condition {
    http_header {
      http_header_name = "x-token"
      values           = [var.token, local.marked]
    }
  }
  condition {
    query_string {
      key   = "token"
      value = var.given
    }
  }
  tags = { owner = local.text }
}

resource "aws_lb_listener_rule" "shadowed" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 20
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.green.arn
  }
  condition {
    host_header { values = [local.host] }
  }
  condition {
    http_header {
      http_header_name = "x-token"
      values           = [var.token, local.marked]
    }
  }
  condition {
    query_string {
      key   = "token"
      value = var.given
    }
  }
}

resource "aws_lb_listener_rule" "fixed" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 30
  action {
    type = "fixed-response"
    fixed_response {
      content_type = "application/json"
      message_body = local.body
      status_code  = "503"
    }
  }
  condition {
    path_pattern { values = ["/${var.token}/*"] }
  }
}

resource "aws_lb_listener_rule" "redirect" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 40
  action {
    type = "redirect"
    redirect {
      host        = local.host
      path        = "/${var.given}"
      query       = "t=${var.token}"
      status_code = "HTTP_302"
    }
  }
  condition {
    source_ip { values = ["10.0.0.0/8"] }
  }
}

resource "aws_lb_target_group_attachment" "blue" {
  target_group_arn = local.arn
  target_id        = var.token
}

resource "aws_autoscaling_group" "web" {
  name_prefix        = "web"
  availability_zones = ["eu-central-1a"]
  max_size           = 1
  min_size           = 0
  desired_capacity   = 0
  target_group_arns  = [local.arn, aws_lb_target_group.blue.arn]
  launch_template { id = "lt-0123456789abcdef0" }
  tag {
    key                 = "secret"
    value               = local.text
    propagate_at_launch = true
  }
}

resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = "cluster-${var.token}"
  task_definition = "task-${var.given}"
  desired_count   = 0
  load_balancer {
    target_group_arn = aws_lb_target_group.green.arn
    container_name   = "web-${var.token}"
    container_port   = 80
  }
}

resource "aws_route53_record" "www" {
  zone_id = "Z123"
  name    = local.host
  type    = "CNAME"
  ttl     = 60
  records = ["${var.token}.eu-central-1.elb.amazonaws.com"]
}

resource "aws_api_gateway_integration" "api" {
  rest_api_id             = "api"
  resource_id             = "r"
  http_method             = "ANY"
  type                    = "HTTP_PROXY"
  integration_http_method = "ANY"
  uri                     = "http://${local.host}/${var.given}"
}

module "inner" {
  source = "./m"
  secret = var.token
  parts  = { a = var.given, b = "open" }
}

output "password" {
  value     = local.body
  sensitive = true
}

output "pool" {
  value     = { arn = aws_lb_target_group.blue.arn, note = local.text }
  sensitive = true
}

check "token" {
  assert {
    condition     = var.token == "x"
    error_message = "The token is another one."
  }
}
