rule_policy "rule_duplicate_conditions" {
  about {
    severity = "S3"
    title    = "Two rules of a listener match the same requests"
    why      = "Only the one with the lower priority number is ever used; the other one is dead."
    fix      = "Take one of the two out, or tell them apart by a condition."

    configuration = true
  }

  # What a rule of VPC Lattice matches stands in one block, which is the same or another one.
  locals {
    lattice    = rule.service == "lattice"
    duplicates = local.lattice ? [for other in rule.listener.rules : other if other.address != rule.address && other.attrs.match == rule.attrs.match] : rule.duplicates
  }

  filter  = rule.after
  related = local.duplicates

  enforce {
    condition     = length(rule.same_priority) > 0 || length(local.duplicates) == 0
    error_message = "${rule.address} matches just the requests that ${local.duplicates[0].address} matches."
  }
}
