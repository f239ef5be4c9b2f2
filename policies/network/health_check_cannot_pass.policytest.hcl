resource "aws_lb_target_group" "well" {
  attrs = { protocol = "HTTP", health_check = [{ timeout = 5, interval = 30, matcher = "200-399" }] }

  expect "health_check_cannot_pass" { verdict = "pass" }
}

resource "aws_lb_target_group" "slow" {
  attrs = { protocol = "HTTP", health_check = [{ timeout = 30, interval = 30, matcher = "200" }] }

  expect "health_check_cannot_pass" { verdict = "fail" }
}

resource "aws_lb_target_group" "ill" {
  attrs = { protocol = "HTTP", health_check = [{ timeout = 5, interval = 30, matcher = "500-599" }] }

  expect "health_check_cannot_pass" { verdict = "fail" }
}

resource "aws_lb_target_group" "nobody_knows" {
  attrs = { protocol = unknown, health_check = [{ timeout = 5, interval = 30, matcher = "500" }] }

  expect "health_check_cannot_pass" { verdict = "unknown" }
}
