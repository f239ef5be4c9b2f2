resource "aws_lb" "goes_inside" {
  meta        = { operation = "replace" }
  prior_attrs = { name = "one", internal = false }
  attrs       = { name = "one", internal = true }

  expect "scheme_flip" {
    verdict = "fail"
    message = "becomes internal and is replaced"
  }
}

resource "aws_lb" "goes_outside" {
  meta        = { operation = "replace" }
  prior_attrs = { name = "two", internal = true }
  attrs       = { name = "two", internal = false }

  expect "scheme_flip" { verdict = "fail" }
}

resource "aws_lb" "replaced_for_its_name" {
  meta        = { operation = "replace" }
  prior_attrs = { name = "three", internal = false }
  attrs       = { name = "drei", internal = false }

  expect "scheme_flip" { verdict = "pass" }
}

# Not set is internet-facing.
resource "aws_lb" "not_set" {
  prior_attrs = { name = "four", internal = false, idle_timeout = 60 }
  attrs       = { name = "four", internal = null, idle_timeout = 90 }

  expect "scheme_flip" { verdict = "pass" }
}

resource "aws_lb" "goes_outside_by_default" {
  meta        = { operation = "replace" }
  prior_attrs = { name = "seven", internal = true }
  attrs       = { name = "seven", internal = null }

  expect "scheme_flip" { verdict = "fail" }
}

resource "aws_lb" "nobody_knows" {
  meta        = { operation = "replace" }
  prior_attrs = { name = "five", internal = false }
  attrs       = { name = "five", internal = unknown }

  expect "scheme_flip" { verdict = "unknown" }
}

# A pair inside and outside, both new.
resource "aws_lb" "new" {
  attrs = { name = "six", internal = true }

  expect "scheme_flip" { verdict = "none" }
}
