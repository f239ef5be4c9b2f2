# Never unknown: a plan says what it puts off.
scenario "put off" {
  meta = { deferred = ["provider_config_unknown"] }

  resource "aws_lb" "shop" {
    attrs = { name = "shop" }
  }

  expect "plan_deferred" {
    verdict = "fail"
    message = "provider_config_unknown"
  }
}

scenario "whole" {
  resource "aws_lb" "shop" {
    attrs = { name = "shop" }
  }

  expect "plan_deferred" { verdict = "pass" }
}
