# Never unknown: what a refresh no longer finds is gone.
resource "aws_lb_listener_rule" "deleted" {
  recorded_attrs = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener-rule/app/shop/1/2/3", priority = 1 }
  attrs          = { priority = 1 }

  expect "routing_deleted_outside" {
    verdict  = "fail"
    severity = "S1"
    message  = "was deleted outside of Terraform; this plan makes it again"
  }
}

resource "aws_lb_listener" "deleted" {
  recorded_attrs = { port = 80 }
  attrs          = { port = 80 }

  expect "routing_deleted_outside" { verdict = "fail" }
}

resource "aws_lb_target_group" "deleted" {
  recorded_attrs = { name = "api" }
  attrs          = { name = "api" }

  expect "routing_deleted_outside" { verdict = "fail" }
}

resource "aws_lb" "deleted" {
  recorded_attrs = { name = "shop" }
  attrs          = { name = "shop" }

  expect "routing_deleted_outside" { verdict = "fail" }
}

# Made for the first time, changed outside, and destroyed by the plan itself.
resource "aws_lb" "new" {
  attrs = { name = "new" }

  expect "routing_deleted_outside" { verdict = "pass" }
}

resource "aws_lb" "changed" {
  meta           = { operation = "no-op" }
  recorded_attrs = { idle_timeout = 60 }
  attrs          = { name = "changed", idle_timeout = 90 }

  expect "routing_deleted_outside" { verdict = "pass" }
}

resource "aws_lb" "destroyed" {
  prior_attrs = { name = "destroyed" }

  expect "routing_deleted_outside" { verdict = "pass" }
}
