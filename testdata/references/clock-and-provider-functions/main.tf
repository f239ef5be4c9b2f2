terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

locals {
  balancer = provider::aws::arn_parse(aws_lb.shop.arn)
  host     = cidrhost(aws_subnet.public["a"].cidr_block, 10)
  arns     = { for name, pool in aws_lb_target_group.pool : name => pool.arn }

  known = {
    parsed  = local.balancer.region == "eu-central-1" ? "green" : "blue"
    built   = provider::aws::arn_build("aws", "elasticloadbalancing", local.balancer.region, local.balancer.account_id, local.balancer.resource) == aws_lb.shop.arn ? "green" : "blue"
    planned = timecmp(plantimestamp(), "2020-01-01T00:00:00Z") > 0 ? "green" : "blue"
    cidr    = cidrsubnets("10.0.0.0/16", 8, 8)[1] == aws_subnet.public["a"].cidr_block ? "green" : "blue"
    subnet  = cidrsubnet("10.0.0.0/16", 8, 2) == "10.0.2.0/24" ? "green" : "blue"
    sets    = one(setintersection(["blue", "green"], toset(["green", "red"])))
    regexes = regex("loadbalancer/(\\w+)/", local.balancer.resource)[0] == "app" ? "green" : "blue"
  }

  unknown = {
    clock = timecmp(timestamp(), "2020-01-01T00:00:00Z") > 0 ? local.arns["green"] : local.arns["blue"]
    uuid  = length(uuid()) == 36 ? local.arns["green"] : local.arns["blue"]
    parts = split("/", provider::aws::arn_parse(local.arns["blue"]).resource)[1] == "shop-blue" ? local.arns["green"] : local.arns["blue"]
  }
}

resource "aws_lb_target_group" "pool" {
  for_each = toset(["blue", "green"])

  name        = "shop-${each.key}"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "pool" {
  for_each = aws_lb_target_group.pool

  target_group_arn = each.value.arn
  target_id        = local.host
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = local.arns[local.known.parsed]
  }

  lifecycle {
    postcondition {
      condition     = self.port == 80
      error_message = "Another port."
    }
  }
}

resource "aws_lb_listener_rule" "known" {
  for_each = local.known

  listener_arn = aws_lb_listener.http.arn
  priority     = 1 + index(keys(local.known), each.key)

  action {
    type             = "forward"
    target_group_arn = local.arns[each.value]
  }

  condition {
    path_pattern {
      values = ["/${each.key}"]
    }
  }
}

resource "aws_lb_listener_rule" "unknown" {
  for_each = local.unknown

  listener_arn = aws_lb_listener.http.arn
  priority     = 101 + index(keys(local.unknown), each.key)

  action {
    type             = "forward"
    target_group_arn = each.value
  }

  condition {
    path_pattern {
      values = ["/${each.key}"]
    }
  }
}
