resource "aws_vpclattice_listener" "http" {
  attrs = { port = 80, default_action = [{ fixed_response = [{ status_code = 404 }] }] }
}

resource "aws_vpclattice_listener" "other" {
  attrs = { port = 81, default_action = [{ fixed_response = [{ status_code = 404 }] }] }
}

resource "aws_vpclattice_listener_rule" "first" {
  attrs = { listener_identifier = aws_vpclattice_listener.http.listener_id, priority = 10, action = [{ fixed_response = [{ status_code = 404 }] }] }

  expect "lattice_rule_priority_collision" {
    verdict = "fail"
    message = "the priority 10 of aws_vpclattice_listener_rule.second"
  }
}

resource "aws_vpclattice_listener_rule" "second" {
  attrs = { listener_identifier = aws_vpclattice_listener.http.listener_id, priority = 10, action = [{ fixed_response = [{ status_code = 404 }] }] }

  expect "lattice_rule_priority_collision" { verdict = "fail" }
}

resource "aws_vpclattice_listener_rule" "third" {
  attrs = { listener_identifier = aws_vpclattice_listener.http.listener_id, priority = 20, action = [{ fixed_response = [{ status_code = 404 }] }] }

  expect "lattice_rule_priority_collision" { verdict = "pass" }
}

# The same priority in another listener.
resource "aws_vpclattice_listener_rule" "elsewhere" {
  attrs = { listener_identifier = aws_vpclattice_listener.other.listener_id, priority = 10, action = [{ fixed_response = [{ status_code = 404 }] }] }

  expect "lattice_rule_priority_collision" { verdict = "pass" }
}

scenario "a priority that is known after apply" {
  resource "aws_vpclattice_listener" "http" {
    attrs = { port = 80, default_action = [{ fixed_response = [{ status_code = 404 }] }] }
  }

  resource "aws_vpclattice_listener_rule" "known" {
    attrs = { listener_identifier = aws_vpclattice_listener.http.listener_id, priority = 10, action = [{ fixed_response = [{ status_code = 404 }] }] }

    expect "lattice_rule_priority_collision" { verdict = "unknown" }
  }

  resource "aws_vpclattice_listener_rule" "later" {
    skip  = true
    attrs = { listener_identifier = aws_vpclattice_listener.http.listener_id, priority = unknown, action = [{ fixed_response = [{ status_code = 404 }] }] }
  }
}
