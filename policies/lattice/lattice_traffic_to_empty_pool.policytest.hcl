resource "aws_instance" "web" {
  attrs = { ami = "ami-1" }
}

resource "aws_vpclattice_target_group" "filled" {
  attrs = { name = "filled", type = "INSTANCE" }
}

resource "aws_vpclattice_target_group_attachment" "filled" {
  attrs = { target_group_identifier = aws_vpclattice_target_group.filled.id, target = [{ id = aws_instance.web.id }] }
}

resource "aws_vpclattice_target_group" "empty" {
  attrs = { name = "empty", type = "INSTANCE" }
}

resource "aws_vpclattice_listener" "to_the_filled_one" {
  attrs = { default_action = [{ forward = [{ target_groups = [{ target_group_identifier = aws_vpclattice_target_group.filled.id, weight = 100 }] }] }] }

  expect "lattice_traffic_to_empty_pool" { verdict = "pass" }
}

resource "aws_vpclattice_listener" "to_the_empty_one" {
  attrs = { default_action = [{ forward = [{ target_groups = [{ target_group_identifier = aws_vpclattice_target_group.empty.id, weight = 100 }] }] }] }

  expect "lattice_traffic_to_empty_pool" { verdict = "fail" }
}

# No traffic, no fault.
resource "aws_vpclattice_listener" "with_weight_0" {
  attrs = {
    default_action = [{ forward = [{ target_groups = [
      { target_group_identifier = aws_vpclattice_target_group.filled.id, weight = 100 },
      { target_group_identifier = aws_vpclattice_target_group.empty.id, weight = 0 },
    ] }] }]
  }

  expect "lattice_traffic_to_empty_pool" { verdict = "pass" }
}

scenario "who fills it is known after apply" {
  resource "aws_vpclattice_target_group" "later" {
    attrs = { name = "later", type = "INSTANCE" }
  }

  resource "aws_vpclattice_target_group_attachment" "somewhere" {
    attrs = { target_group_identifier = unknown, target = [{ id = "i-1" }] }
  }

  resource "aws_vpclattice_listener" "http" {
    attrs = { default_action = [{ forward = [{ target_groups = [{ target_group_identifier = aws_vpclattice_target_group.later.id, weight = 100 }] }] }] }

    expect "lattice_traffic_to_empty_pool" { verdict = "unknown" }
  }
}
