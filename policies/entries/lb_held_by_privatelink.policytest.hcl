# Never unknown: what holds a load balancer is there now, and names it by a known ARN.
locals {
  arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer"
}

resource "aws_lb" "held" {
  prior_attrs = { arn = "${local.arn}/net/held/1", load_balancer_type = "network" }

  expect "lb_held_by_privatelink" {
    verdict = "fail"
    message = "aws_vpc_endpoint_service.shop still holds it"
  }
}

resource "aws_vpc_endpoint_service" "shop" {
  meta  = { operation = "no-op" }
  attrs = { id = "vpce-svc-1", network_load_balancer_arns = [aws_lb.held.arn] }
}

resource "aws_lb" "behind_a_vpc_origin" {
  prior_attrs = { arn = "${local.arn}/app/origin/2", load_balancer_type = "application" }

  expect "lb_held_by_privatelink" { verdict = "fail" }
}

resource "aws_cloudfront_vpc_origin" "shop" {
  meta  = { operation = "no-op" }
  attrs = { id = "vo_1", vpc_origin_endpoint_config = [{ arn = aws_lb.behind_a_vpc_origin.arn }] }
}

resource "aws_lb" "protected" {
  prior_attrs = { arn = "${local.arn}/app/protected/3", enable_deletion_protection = true }

  expect "lb_held_by_privatelink" {
    verdict = "fail"
    message = "enable_deletion_protection is on"
  }
}

# The holder goes with it, or is a mere name.
resource "aws_lb" "goes_with_its_holder" {
  prior_attrs = { arn = "${local.arn}/net/both/4", load_balancer_type = "network" }

  expect "lb_held_by_privatelink" { verdict = "pass" }
}

resource "aws_vpc_endpoint_service" "both" {
  prior_attrs = { id = "vpce-svc-2", network_load_balancer_arns = [aws_lb.goes_with_its_holder.arn] }
}

resource "aws_lb" "named" {
  prior_attrs = { arn = "${local.arn}/app/named/5", dns_name = "named-5.eu-central-1.elb.amazonaws.com" }

  expect "lb_held_by_privatelink" { verdict = "pass" }
}

resource "aws_route53_record" "named" {
  meta  = { operation = "no-op" }
  attrs = { name = "named", type = "CNAME", records = [aws_lb.named.dns_name] }
}
