rule_policy "rule_priority_nondeterministic" {
  about {
    severity = rule.has_no_room ? "S2" : "S3"
    title    = "The order of new rules is left to chance"
    why      = "Without a priority the provider takes the highest one there is when it makes the rule, and adds 1. Rules that are made side by side come in any order, and the one that comes first takes what both match; above 50000 AWS refuses the rule."
    fix      = "Set priority on ${rule.address}."
  }

  filter  = rule.after && rule.priority_is_automatic && contains(rule.actions, "create")
  related = rule.races

  enforce {
    condition     = length(rule.races) == 0
    error_message = "${rule.address} and ${rule.races[0].address} have no priority and can match the same requests: which one takes them is left to chance."
  }

  enforce {
    condition     = !rule.has_no_room
    error_message = "${rule.address} has no priority, and another rule of its listener has 50000, the last one: there is none left for it."
  }
}
