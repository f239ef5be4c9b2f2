# The old address is destroyed and the new one created at the same time, under one name, port or priority.
listener_policy "moved_vs_rename" {
  about {
    severity = "S2"
    title    = "Something was renamed in the sources without a moved block"
    why      = "Terraform destroys the one and creates the other, in no order. Both have the same name, port or priority: AWS refuses the new one, or the old one's destruction, and the apply stops half-way."
    fix      = "Add a moved block: from the old address to the new one. The plan then changes nothing."
  }

  filter  = listener.managed && listener.operation == "create"
  related = listener.renamed_from == null ? [] : [listener.renamed_from]

  enforce {
    condition     = listener.renamed_from == null
    error_message = "${listener.address} is created and ${listener.renamed_from.address} destroyed, and they are one thing by name or place: it looks like a rename."
  }
}

rule_policy "moved_vs_rename" {
  filter  = rule.managed && rule.operation == "create"
  related = rule.renamed_from == null ? [] : [rule.renamed_from]

  enforce {
    condition     = rule.renamed_from == null
    error_message = "${rule.address} is created and ${rule.renamed_from.address} destroyed, and they are one thing by name or place: it looks like a rename."
  }
}

pool_policy "moved_vs_rename" {
  filter  = pool.managed && pool.operation == "create"
  related = pool.renamed_from == null ? [] : [pool.renamed_from]

  enforce {
    condition     = pool.renamed_from == null
    error_message = "${pool.address} is created and ${pool.renamed_from.address} destroyed, and they are one thing by name or place: it looks like a rename."
  }
}

load_balancer_policy "moved_vs_rename" {
  filter  = load_balancer.managed && load_balancer.operation == "create"
  related = load_balancer.renamed_from == null ? [] : [load_balancer.renamed_from]

  enforce {
    condition     = load_balancer.renamed_from == null
    error_message = "${load_balancer.address} is created and ${load_balancer.renamed_from.address} destroyed, and they are one thing by name or place: it looks like a rename."
  }
}
