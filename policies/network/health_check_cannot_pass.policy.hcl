# What is not set has a default that can pass. The provider looks at neither of the two.
pool_policy "health_check_cannot_pass" {
  about {
    severity = "S2"
    title    = "A health check cannot pass"
    why      = "AWS refuses such a check in the apply, or no target ever becomes healthy."
    fix      = "Give ${pool.address} a timeout below its interval, and a matcher that a healthy target answers, such as 200-399."
  }

  locals {
    check   = pool.health_check
    matcher = local.check.matcher == null ? "" : local.check.matcher
    codes   = contains(["HTTP", "HTTPS"], pool.attrs.protocol) ? compact([for part in split(",", local.matcher) : trimspace(part)]) : []
  }

  filter = pool.after && pool.managed && pool.service == "elbv2" && !contains(["no-op", "forget"], pool.operation)

  enforce {
    condition     = local.check.timeout == null || local.check.interval == null ? true : local.check.timeout < local.check.interval
    error_message = "The health check of ${pool.address} has a timeout of ${local.check.timeout} s and an interval of ${local.check.interval} s: the timeout has to be shorter."
  }

  enforce {
    condition     = length(local.codes) == 0 || anytrue([for code in local.codes : try(tonumber(split("-", code)[0]) < 500, true)])
    error_message = "The health check of ${pool.address} only takes ${local.matcher}, which is what a target answers that is not well."
  }
}
