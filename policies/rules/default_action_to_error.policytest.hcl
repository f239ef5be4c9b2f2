locals {
  forward = [{ type = "forward", target_group_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/api/1" }]
  error   = [{ type = "fixed-response", fixed_response = [{ content_type = "text/plain", status_code = "404" }] }]
}

resource "aws_lb_listener" "from_a_pool_to_an_error" {
  prior_attrs = { port = 80, default_action = local.forward }
  attrs       = { port = 80, default_action = local.error }

  expect "default_action_to_error" {
    verdict  = "fail"
    severity = "S3"
  }
}

resource "aws_lb_listener" "in_production" {
  prior_attrs = { port = 81, default_action = local.forward, tags = { env = "prod" } }
  attrs       = { port = 81, default_action = local.error, tags = { env = "prod" } }

  expect "default_action_to_error" {
    verdict  = "fail"
    severity = "S1"
  }
}

# A team has its own word for it.
resource "aws_lb_listener" "in_the_production_of_others" {
  prior_attrs = { port = 82, default_action = local.forward, tags = { tier = "gold" } }
  attrs       = { port = 82, default_action = local.error, tags = { tier = "gold" } }

  inputs {
    production_tags = { tier = ["gold"] }
  }

  expect "default_action_to_error" {
    verdict  = "fail"
    severity = "S1"
  }
}

# A 404 behind rules is good practice: only the change is looked at.
resource "aws_lb_listener" "always_was" {
  prior_attrs = { port = 83, default_action = local.error }
  attrs       = { port = 84, default_action = local.error }

  expect "default_action_to_error" { verdict = "pass" }
}

resource "aws_lb_listener" "new" {
  attrs = { port = 85, default_action = local.error }

  expect "default_action_to_error" { verdict = "none" }
}

resource "aws_lb_listener" "to_an_answer_that_is_well" {
  prior_attrs = { port = 86, default_action = local.forward }
  attrs       = { port = 86, default_action = [{ type = "fixed-response", fixed_response = [{ content_type = "text/plain", status_code = "200" }] }] }

  expect "default_action_to_error" { verdict = "pass" }
}

resource "aws_lb_listener" "nobody_knows" {
  prior_attrs = { port = 87, default_action = local.forward }
  attrs       = { port = 87, default_action = [{ type = "fixed-response", fixed_response = [{ content_type = "text/plain", status_code = unknown }] }] }

  expect "default_action_to_error" { verdict = "unknown" }
}
