# The first plan with an import often rewrites what nobody had written down.
listener_policy "import_routing" {
  about {
    severity = "S3"
    title    = "A part of the routing is imported and changed at once"
    why      = "What was set by hand and is not in the configuration is overwritten by this apply."
    fix      = "Import it without any change first: make the configuration say what is there."
  }

  filter = listener.managed && listener.imported

  enforce {
    condition     = listener.operation == "no-op"
    error_message = "${listener.address} is imported, and the same apply changes it (${listener.operation})."
  }
}

rule_policy "import_routing" {
  filter = rule.managed && rule.imported

  enforce {
    condition     = rule.operation == "no-op"
    error_message = "${rule.address} is imported, and the same apply changes it (${rule.operation})."
  }
}

pool_policy "import_routing" {
  filter = pool.managed && pool.imported

  enforce {
    condition     = pool.operation == "no-op"
    error_message = "${pool.address} is imported, and the same apply changes it (${pool.operation})."
  }
}

load_balancer_policy "import_routing" {
  filter = load_balancer.managed && load_balancer.imported

  enforce {
    condition     = load_balancer.operation == "no-op"
    error_message = "${load_balancer.address} is imported, and the same apply changes it (${load_balancer.operation})."
  }
}
