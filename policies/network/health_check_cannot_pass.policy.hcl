# What is not set has a default that can pass. The provider looks at none of it.
pool_policy "health_check_cannot_pass" {
  about {
    severity = "S2"
    title    = "A health check cannot pass"
    why      = "AWS refuses such a check in the apply, or no target ever becomes healthy."
    fix      = "Give ${pool.address} a timeout below its interval, a matcher that AWS takes and a healthy target answers, such as 200-399 (0-99 for gRPC), and leave it on."
  }

  locals {
    check   = pool.health_check
    matcher = local.check.matcher == null ? "" : local.check.matcher
    codes   = contains(["HTTP", "HTTPS"], pool.attrs.protocol) ? compact([for part in split(",", local.matcher) : trimspace(part)]) : []
    # The codes that AWS takes: of HTTP where an Application Load Balancer asks, of gRPC where the pool speaks that.
    range   = pool.protocol_version == "GRPC" ? [0, 99] : [200, 499]
    outside = [for code in local.codes : code if anytrue([for end in split("-", code) : try(tonumber(end) < local.range[0] || tonumber(end) > local.range[1], false)])]
  }

  filter = pool.after && pool.managed && pool.service == "elbv2" && !contains(["no-op", "forget"], pool.operation)

  enforce {
    condition     = local.check.timeout == null || local.check.interval == null ? true : local.check.timeout < local.check.interval
    error_message = "The health check of ${pool.address} has a timeout of ${local.check.timeout} s and an interval of ${local.check.interval} s: the timeout has to be shorter."
  }

  enforce {
    condition     = length(local.outside) == 0
    error_message = "The health check of ${pool.address} takes ${local.matcher}, and AWS takes codes from ${local.range[0]} to ${local.range[1]} there."
  }

  enforce {
    condition     = local.check.enabled == null ? true : local.check.enabled || !contains(["instance", "ip", "alb"], coalesce(try(pool.attrs.target_type, null), "instance"))
    error_message = "The health check of ${pool.address} is switched off, which AWS allows for functions only."
  }
}
