locals {
  gone  = [{ forward = [{ target_groups = [{ target_group_identifier = aws_vpclattice_target_group.goes.id, weight = 100 }] }] }]
  stays = [{ forward = [{ target_groups = [{ target_group_identifier = aws_vpclattice_target_group.stays.id, weight = 100 }] }] }]
}

resource "aws_vpclattice_target_group" "goes" {
  prior_attrs = { id = "tg-1", arn = "arn:aws:vpc-lattice:eu-central-1:123456789012:targetgroup/tg-1", name = "goes" }
}

resource "aws_vpclattice_target_group" "stays" {
  meta  = { operation = "no-op" }
  attrs = { id = "tg-2", arn = "arn:aws:vpc-lattice:eu-central-1:123456789012:targetgroup/tg-2", name = "stays" }
}

resource "aws_vpclattice_listener" "to_one_that_goes" {
  meta  = { operation = "no-op" }
  attrs = { default_action = local.gone }

  expect "lattice_forward_to_removed_pool" { verdict = "fail" }
}

# An identifier may be an ARN too.
resource "aws_vpclattice_listener" "by_its_arn" {
  meta  = { operation = "no-op" }
  attrs = { default_action = [{ forward = [{ target_groups = [{ target_group_identifier = aws_vpclattice_target_group.goes.arn, weight = 100 }] }] }] }

  expect "lattice_forward_to_removed_pool" { verdict = "fail" }
}

resource "aws_vpclattice_listener" "to_one_that_stays" {
  meta  = { operation = "no-op" }
  attrs = { default_action = local.stays }

  expect "lattice_forward_to_removed_pool" { verdict = "pass" }
}

resource "aws_vpclattice_listener" "moves_away" {
  prior_attrs = { default_action = local.gone }
  attrs       = { default_action = local.stays }

  expect "lattice_forward_to_removed_pool" { verdict = "pass" }
}

scenario "a target group that nobody knows" {
  resource "aws_vpclattice_listener" "elsewhere" {
    attrs = { default_action = [{ forward = [{ target_groups = [{ target_group_identifier = unknown, weight = 100 }] }] }] }

    expect "lattice_forward_to_removed_pool" { verdict = "unknown" }
  }
}
