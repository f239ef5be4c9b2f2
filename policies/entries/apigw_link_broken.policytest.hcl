locals {
  balancer = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer"
  listener = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/shop/1/2"
  answer   = [{ type = "fixed-response", fixed_response = [{ content_type = "text/plain", status_code = "200" }] }]
}

scenario "an HTTP API names a listener" {
  resource "aws_lb_listener" "goes" {
    prior_attrs = { arn = local.listener, port = 80, default_action = local.answer }
  }

  resource "aws_lb_listener" "stays" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.listener}/stays", port = 81, default_action = local.answer }
  }

  resource "aws_apigatewayv2_vpc_link" "shop" {
    meta  = { operation = "no-op" }
    attrs = { id = "link" }

    expect "apigw_link_broken" { verdict = "none" }
  }

  resource "aws_apigatewayv2_integration" "to_one_that_goes" {
    meta = { operation = "no-op" }
    attrs = {
      connection_type = "VPC_LINK"
      connection_id   = aws_apigatewayv2_vpc_link.shop.id
      integration_uri = aws_lb_listener.goes.arn
    }

    expect "apigw_link_broken" {
      verdict = "fail"
      message = "still leads to aws_lb_listener.goes"
    }
  }

  resource "aws_apigatewayv2_integration" "to_one_that_stays" {
    meta = { operation = "no-op" }
    attrs = {
      connection_type = "VPC_LINK"
      connection_id   = aws_apigatewayv2_vpc_link.shop.id
      integration_uri = aws_lb_listener.stays.arn
    }

    expect "apigw_link_broken" { verdict = "pass" }
  }

  resource "aws_apigatewayv2_integration" "nobody_knows" {
    attrs = {
      connection_type = "VPC_LINK"
      connection_id   = aws_apigatewayv2_vpc_link.shop.id
      integration_uri = unknown
    }

    expect "apigw_link_broken" { verdict = "unknown" }
  }

  # What is reached over the internet has no link.
  resource "aws_apigatewayv2_integration" "of_the_internet" {
    attrs = { connection_type = "INTERNET", integration_uri = "https://example.com" }

    expect "apigw_link_broken" { verdict = "none" }
  }
}

scenario "the link of a REST API names a load balancer" {
  resource "aws_lb" "network" {
    attrs = { name = "network", load_balancer_type = "network" }
  }

  resource "aws_lb" "application" {
    attrs = { name = "application", load_balancer_type = "application" }
  }

  resource "aws_api_gateway_vpc_link" "right" {
    attrs = { name = "right", target_arns = [aws_lb.network.arn] }

    expect "apigw_link_broken" { verdict = "pass" }
  }

  resource "aws_api_gateway_vpc_link" "wrong" {
    attrs = { name = "wrong", target_arns = [aws_lb.application.arn] }

    expect "apigw_link_broken" {
      verdict = "fail"
      message = "takes a Network Load Balancer"
    }
  }

  resource "aws_api_gateway_integration" "with_a_link" {
    attrs = { connection_type = "VPC_LINK", connection_id = aws_api_gateway_vpc_link.right.id, uri = "http://shop.internal" }

    expect "apigw_link_broken" { verdict = "pass" }
  }

  resource "aws_api_gateway_integration" "without_a_link" {
    attrs = { connection_type = "VPC_LINK", connection_id = "", uri = "http://shop.internal" }

    expect "apigw_link_broken" {
      verdict = "fail"
      message = "names none"
    }
  }

  # The link stands in another state.
  resource "aws_api_gateway_integration" "with_a_link_of_others" {
    attrs = { connection_type = "VPC_LINK", connection_id = "abc123", uri = "http://shop.internal" }

    expect "apigw_link_broken" { verdict = "pass" }
  }
}
