# Proved by one request that is followed from listener to listener.
listener_policy "redirect_cycle" {
  about {
    severity = "S1"
    title    = "Redirects lead in a circle"
    why      = "Browsers give up after twenty redirects (ERR_TOO_MANY_REDIRECTS)."
    fix      = "Let the last of them forward to a pool; where a distribution asks by HTTP only, let it ask by HTTPS (origin_protocol_policy)."
  }

  filter = listener.after && length(listener.redirects) > 0

  enforce {
    condition     = alltrue([for redirect in listener.redirects : length(redirect.cycle) == 0 || redirect.is_loop])
    error_message = "Requests to ${listener.address} are redirected round and round: ${join(" → ", concat(listener.redirects[0].cycle, [listener.redirects[0].cycle[0]]))}."
  }
}

rule_policy "redirect_cycle" {
  filter = rule.after && length(rule.redirects) > 0

  enforce {
    condition     = alltrue([for redirect in rule.redirects : length(redirect.cycle) == 0 || redirect.is_loop])
    error_message = "Requests to ${rule.address} are redirected round and round: ${join(" → ", concat(rule.redirects[0].cycle, [rule.redirects[0].cycle[0]]))}."
  }
}

# A distribution that asks its origin by HTTP and keeps the host gets the way back to itself for an answer. Where the
# listener has rules, one of them may take what comes from the distribution.
entry_policy "redirect_cycle" {
  locals {
    # A policy of AWS's own that hands on whatever the viewer sends.
    all_viewer = "216adef6-5c7f-47e4-b989-5492eafa07d3"
    behaviors  = concat(try(entry.attrs.default_cache_behavior, []), try(entry.attrs.ordered_cache_behavior, []))
    with_host  = [for behavior in local.behaviors : behavior.target_origin_id if try(behavior.origin_request_policy_id, null) == local.all_viewer || anytrue([for header in try(behavior.forwarded_values[0].headers, []) : contains(["host", "*"], lower(header))])]
    by_http    = [for link in entry.links : link if !link.removed && try(link.block.custom_origin_config[0].origin_protocol_policy, "") == "http-only" && contains(local.with_host, link.block.origin_id)]
    circles    = [for link in local.by_http : link if anytrue([for listener in link.load_balancer.listeners : length(listener.rules) == 0 && anytrue([for redirect in listener.redirects : startswith(redirect.to, "HTTPS://#{host}")]) if listener.attrs.port == link.block.custom_origin_config[0].http_port])]
  }

  filter = entry.after && entry.service == "cdn" && length(local.by_http) > 0

  enforce {
    condition     = length(local.circles) == 0
    error_message = "${entry.address} asks ${join(", ", [for link in local.circles : link.address])} by HTTP only, and is sent back to HTTPS with every request: the same request comes round again."
  }
}
