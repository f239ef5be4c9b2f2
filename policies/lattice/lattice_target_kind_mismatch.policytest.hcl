resource "aws_vpclattice_target_group" "instances" {
  attrs = { name = "instances", type = "INSTANCE" }
}

resource "aws_vpclattice_target_group" "addresses" {
  attrs = { name = "addresses", type = "IP" }
}

resource "aws_vpclattice_target_group" "later" {
  attrs = { name = "later", type = unknown }
}

resource "aws_lambda_function" "shop" {
  attrs = { function_name = "shop" }
}

resource "aws_vpclattice_target_group_attachment" "right" {
  attrs = { target_group_identifier = aws_vpclattice_target_group.instances.id, target = [{ id = "i-1", port = 80 }] }

  expect "lattice_target_kind_mismatch" { verdict = "pass" }
}

resource "aws_vpclattice_target_group_attachment" "address" {
  attrs = { target_group_identifier = aws_vpclattice_target_group.addresses.id, target = [{ id = "10.0.1.10", port = 80 }] }

  expect "lattice_target_kind_mismatch" { verdict = "pass" }
}

resource "aws_vpclattice_target_group_attachment" "wrong" {
  attrs = { target_group_identifier = aws_vpclattice_target_group.addresses.id, target = [{ id = "i-1", port = 80 }] }

  expect "lattice_target_kind_mismatch" {
    verdict = "fail"
    message = "takes targets of type IP"
  }
}

resource "aws_vpclattice_target_group_attachment" "nobody_knows" {
  attrs = { target_group_identifier = aws_vpclattice_target_group.later.id, target = [{ id = "i-1", port = 80 }] }

  expect "lattice_target_kind_mismatch" { verdict = "unknown" }
}

# What is known after apply is an attribute of a resource.
resource "aws_instance" "web" {
  attrs = { ami = "ami-1" }
}

resource "aws_vpclattice_target_group_attachment" "instance_of_this_plan" {
  attrs = { target_group_identifier = aws_vpclattice_target_group.instances.id, target = [{ id = aws_instance.web.id, port = 80 }] }

  expect "lattice_target_kind_mismatch" { verdict = "pass" }
}

resource "aws_vpclattice_target_group_attachment" "instance_among_addresses" {
  attrs = { target_group_identifier = aws_vpclattice_target_group.addresses.id, target = [{ id = aws_instance.web.id, port = 80 }] }

  expect "lattice_target_kind_mismatch" {
    verdict = "fail"
    message = "takes targets of type IP, and aws_instance.web.id is none"
  }
}

resource "aws_vpclattice_target_group_attachment" "of_nobody" {
  attrs = { target_group_identifier = aws_vpclattice_target_group.addresses.id, target = [{ id = unknown, port = 80 }] }

  expect "lattice_target_kind_mismatch" { verdict = "unknown" }
}
