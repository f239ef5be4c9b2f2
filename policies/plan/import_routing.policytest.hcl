# Never unknown: a plan says what it imports and what it changes.
resource "aws_lb_listener" "imported_and_changed" {
  meta        = { imported = true }
  prior_attrs = { port = 80, default_action = [{ type = "fixed-response" }] }
  attrs       = { port = 80, default_action = [{ type = "redirect" }] }

  expect "import_routing" {
    verdict = "fail"
    message = "is imported, and the same apply changes it (update)"
  }
}

resource "aws_lb_listener_rule" "imported_and_changed" {
  meta        = { imported = true }
  prior_attrs = { priority = 1 }
  attrs       = { priority = 2 }

  expect "import_routing" { verdict = "fail" }
}

resource "aws_lb_target_group" "imported_and_replaced" {
  meta        = { imported = true, operation = "replace" }
  prior_attrs = { name = "a", port = 80 }
  attrs       = { name = "a", port = 81 }

  expect "import_routing" { verdict = "fail" }
}

resource "aws_lb" "imported_and_changed" {
  meta        = { imported = true }
  prior_attrs = { name = "b", idle_timeout = 60 }
  attrs       = { idle_timeout = 90 }

  expect "import_routing" { verdict = "fail" }
}

resource "aws_lb" "imported" {
  meta  = { imported = true, operation = "no-op" }
  attrs = { name = "c" }

  expect "import_routing" { verdict = "pass" }
}

resource "aws_lb" "changed" {
  prior_attrs = { name = "d", idle_timeout = 60 }
  attrs       = { idle_timeout = 90 }

  expect "import_routing" { verdict = "none" }
}
