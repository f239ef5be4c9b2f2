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

resource "aws_acm_certificate" "shop" {
  domain_name       = "shop.example.com"
  validation_method = "DNS"
}

resource "aws_lb_target_group" "blue" {
  name        = "shop-blue"
  port        = 8080
  protocol    = "HTTP"
  vpc_id      = aws_vpc.main.id
  target_type = "ip"
}

resource "aws_lb_target_group_attachment" "blue" {
  target_group_arn = aws_lb_target_group.blue.arn
  target_id        = "10.0.1.10"
}

resource "aws_lb_target_group" "green" {
  name        = "shop-green"
  port        = 8080
  protocol    = "HTTP"
  vpc_id      = aws_vpc.main.id
  target_type = "ip"
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = aws_acm_certificate.shop.arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.blue.arn
  }
}

resource "aws_codedeploy_app" "web" {
  name             = "web"
  compute_platform = "ECS"
}

resource "aws_codedeploy_deployment_group" "web" {
  app_name               = aws_codedeploy_app.web.name
  deployment_group_name  = "web"
  deployment_config_name = "CodeDeployDefault.ECSAllAtOnce"
  service_role_arn       = "arn:aws:iam::123456789012:role/codedeploy"

  deployment_style {
    deployment_option = "WITH_TRAFFIC_CONTROL"
    deployment_type   = "BLUE_GREEN"
  }

  blue_green_deployment_config {
    deployment_ready_option {
      action_on_timeout = "CONTINUE_DEPLOYMENT"
    }

    terminate_blue_instances_on_deployment_success {
      action = "TERMINATE"
    }
  }

  ecs_service {
    cluster_name = "shop"
    service_name = "web"
  }

  load_balancer_info {
    target_group_pair_info {
      prod_traffic_route {
        listener_arns = [aws_lb_listener.https.arn]
      }

      target_group {
        name = "shop-blue"
      }

      target_group {
        name = "shop-green"
      }
    }
  }
}

resource "aws_vpclattice_service" "shop" {
  name = "shop"
}

resource "aws_vpclattice_service_network" "main" {
  name = "main"
}

resource "aws_vpclattice_service_network_service_association" "shop" {
  service_identifier         = aws_vpclattice_service.shop.id
  service_network_identifier = aws_vpclattice_service_network.main.id
}

resource "aws_vpclattice_service" "gone" {
  name = "gone"
}

resource "aws_vpclattice_service_network_service_association" "gone" {
  service_identifier         = aws_vpclattice_service.gone.id
  service_network_identifier = aws_vpclattice_service_network.main.id
}

resource "aws_vpclattice_target_group" "old" {
  name = "shop-old"
  type = "IP"

  config {
    port           = 8080
    protocol       = "HTTP"
    vpc_identifier = aws_vpc.main.id
  }
}

resource "aws_vpclattice_listener" "http" {
  name               = "http"
  protocol           = "HTTP"
  service_identifier = aws_vpclattice_service.shop.id

  default_action {
    forward {
      target_groups {
        target_group_identifier = aws_vpclattice_target_group.old.id
        weight                  = 100
      }
    }
  }
}
