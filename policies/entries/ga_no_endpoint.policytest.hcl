locals {
  arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/shop/1"
}

resource "aws_globalaccelerator_listener" "dialled_to_0" {
  attrs = { port_range = [{ from_port = 443, to_port = 443 }] }

  expect "ga_no_endpoint" { verdict = "fail" }
}

resource "aws_globalaccelerator_endpoint_group" "dialled_to_0" {
  attrs = {
    listener_arn            = aws_globalaccelerator_listener.dialled_to_0.arn
    traffic_dial_percentage = 0
    endpoint_configuration  = [{ endpoint_id = local.arn, weight = 128 }]
  }
}

resource "aws_globalaccelerator_listener" "weights_of_0" {
  attrs = { port_range = [{ from_port = 443, to_port = 443 }] }

  expect "ga_no_endpoint" { verdict = "fail" }
}

resource "aws_globalaccelerator_endpoint_group" "weights_of_0" {
  attrs = {
    listener_arn           = aws_globalaccelerator_listener.weights_of_0.arn
    endpoint_configuration = [{ endpoint_id = local.arn, weight = 0 }]
  }
}

# One region is dialled to 0 on purpose, the other takes the traffic. What is not set has a default above 0.
resource "aws_globalaccelerator_listener" "one_of_two_regions" {
  attrs = { port_range = [{ from_port = 443, to_port = 443 }] }

  expect "ga_no_endpoint" { verdict = "pass" }
}

resource "aws_globalaccelerator_endpoint_group" "off" {
  attrs = {
    listener_arn            = aws_globalaccelerator_listener.one_of_two_regions.arn
    traffic_dial_percentage = 0
    endpoint_configuration  = [{ endpoint_id = local.arn }]
  }
}

resource "aws_globalaccelerator_endpoint_group" "on" {
  attrs = {
    listener_arn           = aws_globalaccelerator_listener.one_of_two_regions.arn
    endpoint_configuration = [{ endpoint_id = local.arn }]
  }
}

resource "aws_globalaccelerator_listener" "nobody_knows" {
  attrs = { port_range = [{ from_port = 443, to_port = 443 }] }

  expect "ga_no_endpoint" { verdict = "unknown" }
}

resource "aws_globalaccelerator_endpoint_group" "later" {
  attrs = {
    listener_arn            = aws_globalaccelerator_listener.nobody_knows.arn
    traffic_dial_percentage = unknown
    endpoint_configuration  = [{ endpoint_id = local.arn }]
  }
}

# Its groups stand in another state.
resource "aws_globalaccelerator_listener" "without_groups" {
  attrs = { port_range = [{ from_port = 80, to_port = 80 }] }

  expect "ga_no_endpoint" { verdict = "none" }
}

scenario "the last group goes" {
  resource "aws_globalaccelerator_listener" "main" {
    meta  = { operation = "no-op" }
    attrs = { arn = "arn:aws:globalaccelerator::123456789012:accelerator/1/listener/2", port_range = [{ from_port = 443, to_port = 443 }] }

    expect "ga_no_endpoint" {
      verdict = "fail"
      message = "none is left"
    }
  }

  resource "aws_globalaccelerator_endpoint_group" "last" {
    prior_attrs = { listener_arn = aws_globalaccelerator_listener.main.arn, endpoint_configuration = [{ endpoint_id = local.arn }] }
  }
}
