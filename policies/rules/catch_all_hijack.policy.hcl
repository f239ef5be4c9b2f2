# A maintenance page in front of everything is advice: somebody means it. In front of dead pools it is an outage.
rule_policy "catch_all_hijack" {
  about {
    severity = rule.ends_dead ? "S1" : "S3"
    title    = "A rule takes every request away from the rules behind it"
    why      = "The rule matches all requests and is asked before others: whatever they forwarded goes where this rule sends it."
    fix      = "Give ${rule.address} a higher priority number than ${length(rule.hides) > 0 ? rule.hides[0].address : "the others"}, or conditions that match only what it is for."
  }

  filter  = rule.after && rule.matches_all
  related = rule.hides

  enforce {
    condition     = length([for other in rule.hides : other if !other.matches_all]) == 0
    error_message = "${rule.address} matches every request and is asked before ${join(", ", [for other in rule.hides : other.address])}, which ${length(rule.hides) == 1 ? "gets" : "get"} no request any more."
  }
}
