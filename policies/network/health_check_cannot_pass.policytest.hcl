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

# Only a part of it is outside of what AWS takes, and all of it is refused.
resource "aws_lb_target_group" "ill_in_part" {
  attrs = { protocol = "HTTP", health_check = [{ matcher = "200-599" }] }

  expect "health_check_cannot_pass" {
    verdict = "fail"
    message = "from 200 to 499"
  }
}

resource "aws_lb_target_group" "informed" {
  attrs = { protocol = "HTTP", health_check = [{ matcher = "100-150" }] }

  expect "health_check_cannot_pass" { verdict = "fail" }
}

resource "aws_lb_target_group" "several" {
  attrs = { protocol = "HTTP", health_check = [{ matcher = "200, 301-302,404" }] }

  expect "health_check_cannot_pass" { verdict = "pass" }
}

# The targets of a Network Load Balancer may answer anything.
resource "aws_lb_target_group" "network" {
  attrs = { protocol = "TCP", health_check = [{ protocol = "HTTP", matcher = "200-599" }] }

  expect "health_check_cannot_pass" { verdict = "pass" }
}

resource "aws_lb_target_group" "grpc" {
  attrs = { protocol = "HTTP", protocol_version = "GRPC", health_check = [{ matcher = "0-99" }] }

  expect "health_check_cannot_pass" { verdict = "pass" }
}

resource "aws_lb_target_group" "grpc_by_http" {
  attrs = { protocol = "HTTP", protocol_version = "GRPC", health_check = [{ matcher = "200" }] }

  expect "health_check_cannot_pass" {
    verdict = "fail"
    message = "from 0 to 99"
  }
}

resource "aws_lb_target_group" "off" {
  attrs = { protocol = "HTTP", target_type = "ip", health_check = [{ enabled = false }] }

  expect "health_check_cannot_pass" {
    verdict = "fail"
    message = "switched off"
  }
}

resource "aws_lb_target_group" "off_by_default" {
  attrs = { protocol = "HTTP", health_check = [{ enabled = false }] }

  expect "health_check_cannot_pass" { verdict = "fail" }
}

# Whether a function is well costs an invocation to know.
resource "aws_lb_target_group" "off_for_a_function" {
  attrs = { protocol = null, target_type = "lambda", health_check = [{ enabled = false }] }

  expect "health_check_cannot_pass" { verdict = "pass" }
}
