# Never unknown: what is destroyed has known values, and whether the service goes too is in the plan.
resource "aws_vpclattice_service" "stays" {
  meta  = { operation = "no-op" }
  attrs = { id = "svc-1", name = "stays" }
}

resource "aws_vpclattice_service" "goes" {
  prior_attrs = { id = "svc-2", name = "goes" }
}

resource "aws_vpclattice_service_network" "main" {
  meta  = { operation = "no-op" }
  attrs = { id = "sn-1", name = "main" }
}

resource "aws_vpclattice_service_network_service_association" "cut_off" {
  prior_attrs = { id = "snsa-1", service_identifier = aws_vpclattice_service.stays.id, service_network_identifier = aws_vpclattice_service_network.main.id }

  expect "lattice_association_removed" { verdict = "fail" }
}

# The service goes with it.
resource "aws_vpclattice_service_network_service_association" "retired" {
  prior_attrs = { id = "snsa-2", service_identifier = aws_vpclattice_service.goes.id, service_network_identifier = aws_vpclattice_service_network.main.id }

  expect "lattice_association_removed" { verdict = "pass" }
}

resource "aws_vpclattice_service_network_service_association" "kept" {
  meta  = { operation = "no-op" }
  attrs = { id = "snsa-3", service_identifier = aws_vpclattice_service.stays.id, service_network_identifier = aws_vpclattice_service_network.main.id }

  expect "lattice_association_removed" { verdict = "none" }
}
