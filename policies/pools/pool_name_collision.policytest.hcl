resource "aws_lb_target_group" "there" {
  meta  = { operation = "no-op" }
  attrs = { name = "web" }
}

resource "aws_lb_target_group" "other_name" {
  attrs = { name = "api" }

  expect "pool_name_collision" { verdict = "pass" }
}

resource "aws_lb_target_group" "same_name" {
  attrs = { name = "web" }

  expect "pool_name_collision" {
    verdict = "fail"
    message = "would both be named `web`"
  }
}

resource "aws_lb_target_group" "replaced_under_its_name" {
  meta        = { operation = "replace", create_before_destroy = true }
  prior_attrs = { name = "jobs", port = 80 }
  attrs       = { name = "jobs", port = 81 }

  expect "pool_name_collision" {
    verdict = "fail"
    message = "replaced create-first under its old name"
  }
}

resource "aws_lb_target_group" "replaced_destroy_first" {
  meta        = { operation = "replace" }
  prior_attrs = { name = "mail", port = 80 }
  attrs       = { name = "mail", port = 81 }

  expect "pool_name_collision" { verdict = "pass" }
}

scenario "the accounts of two provider configurations are not known" {
  resource "aws_lb_target_group" "here" {
    meta  = { operation = "no-op" }
    attrs = { name = "web" }
  }

  resource "aws_lb_target_group" "there" {
    meta  = { provider = "aws.other" }
    attrs = { name = "web" }

    expect "pool_name_collision" { verdict = "unknown" }
  }
}
