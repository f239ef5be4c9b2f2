resource "aws_vpclattice_target_group" "one" {
  attrs = { name = "one", type = "INSTANCE" }
}

resource "aws_vpclattice_target_group" "two" {
  attrs = { name = "two", type = "INSTANCE" }
}

resource "aws_vpclattice_listener" "to_none" {
  attrs = {
    default_action = [{ forward = [{ target_groups = [
      { target_group_identifier = aws_vpclattice_target_group.one.id, weight = 0 },
      { target_group_identifier = aws_vpclattice_target_group.two.id, weight = 0 },
    ] }] }]
  }

  expect "lattice_all_weights_zero" { verdict = "fail" }
}

resource "aws_vpclattice_listener" "to_one" {
  attrs = {
    default_action = [{ forward = [{ target_groups = [
      { target_group_identifier = aws_vpclattice_target_group.one.id, weight = 0 },
      { target_group_identifier = aws_vpclattice_target_group.two.id, weight = 100 },
    ] }] }]
  }

  expect "lattice_all_weights_zero" { verdict = "pass" }
}

# A fixed response says what it is.
resource "aws_vpclattice_listener" "maintenance" {
  attrs = { default_action = [{ fixed_response = [{ status_code = 503 }] }] }

  expect "lattice_all_weights_zero" { verdict = "none" }
}

resource "aws_vpclattice_listener" "nobody_knows" {
  attrs = {
    default_action = [{ forward = [{ target_groups = [
      { target_group_identifier = aws_vpclattice_target_group.one.id, weight = 0 },
      { target_group_identifier = aws_vpclattice_target_group.two.id, weight = unknown },
    ] }] }]
  }

  expect "lattice_all_weights_zero" { verdict = "unknown" }
}

resource "aws_vpclattice_listener_rule" "to_none" {
  attrs = {
    listener_identifier = aws_vpclattice_listener.to_one.listener_id
    priority            = 1
    action              = [{ forward = [{ target_groups = [{ target_group_identifier = aws_vpclattice_target_group.one.id, weight = 0 }] }] }]
  }

  expect "lattice_all_weights_zero" { verdict = "fail" }
}
