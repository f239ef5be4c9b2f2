locals {
  arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/net"
}

resource "aws_lb" "goes" {
  prior_attrs = { arn = "${local.arn}/goes/1", load_balancer_type = "network" }
}

resource "aws_lb" "stays" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}/stays/2", load_balancer_type = "network" }
}

resource "aws_vpc_endpoint_service" "on_one_that_goes" {
  meta  = { operation = "no-op" }
  attrs = { id = "vpce-svc-1", network_load_balancer_arns = [aws_lb.goes.arn] }

  expect "endpoint_service_empty" { verdict = "fail" }
}

resource "aws_vpc_endpoint_service" "loses_the_last" {
  prior_attrs = { id = "vpce-svc-2", network_load_balancer_arns = [aws_lb.stays.arn] }
  attrs       = { id = "vpce-svc-2", network_load_balancer_arns = [] }

  expect "endpoint_service_empty" {
    verdict = "fail"
    message = "it had aws_lb.stays"
  }
}

resource "aws_vpc_endpoint_service" "keeps_one_of_two" {
  prior_attrs = { id = "vpce-svc-3", network_load_balancer_arns = [aws_lb.stays.arn, aws_lb.goes.arn] }
  attrs       = { id = "vpce-svc-3", network_load_balancer_arns = [aws_lb.stays.arn] }

  expect "endpoint_service_empty" { verdict = "pass" }
}

resource "aws_vpc_endpoint_service" "of_another_state" {
  attrs = { network_load_balancer_arns = ["${local.arn}/theirs/3"] }

  expect "endpoint_service_empty" { verdict = "pass" }
}

resource "aws_vpc_endpoint_service" "nobody_knows" {
  attrs = { network_load_balancer_arns = [unknown] }

  expect "endpoint_service_empty" { verdict = "unknown" }
}
