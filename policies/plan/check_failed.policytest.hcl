# Never unknown: what the apply decides is a remark of its own.
scenario "a check holds" {
  meta = { checks = [{ address = { to_display = "check.health" }, status = "pass" }] }

  expect "check_failed" { verdict = "pass" }
}

scenario "a check does not hold" {
  meta = { checks = [{ address = { to_display = "check.health" }, status = "fail" }] }

  expect "check_failed" {
    verdict  = "fail"
    severity = "S3"
    message  = "check.health is not met"
  }
}

scenario "a check is decided by the apply" {
  meta = { checks = [{ address = { to_display = "check.health" }, status = "unknown" }] }

  expect "check_failed" {
    verdict  = "fail"
    severity = "S4"
    message  = "is decided by the apply"
  }
}

scenario "no checks" {
  resource "aws_lb" "shop" {
    attrs = { name = "shop" }
  }

  expect "check_failed" { verdict = "none" }
}
