# A path that goes together with its pools is retired, and a redirect that goes is no pool's traffic.
rule_policy "rule_removed_falls_to_default" {
  about {
    severity = anytrue([for route in rule.prior_routes : route.pool.after]) ? "S1" : "S3"
    title    = "Requests of a rule fall to the default action"
    why      = "No rule of the listener takes these requests after the apply: they get what the default action does, often a fixed 404 or another application."
    fix      = "Keep the condition in a rule of ${rule.prior_listener.address}; when it is meant to go, waive this finding."
  }

  # The names of its hosts that go with it: nobody is sent there any more.
  locals {
    hosts  = flatten([for condition in coalesce(try(rule.prior_attrs.condition, null), []) : [for header in coalesce(try(condition.host_header, null), []) : [for host in header.values : lower(host)]]])
    gone   = [for entry in coalesce(try(rule.prior_listener.load_balancer.prior_entries, null), []) : trimsuffix(lower(coalesce(try(entry.prior_attrs.fqdn, null), try(entry.prior_attrs.name, null), "-")), ".") if entry.operation == "delete"]
    moved  = rule.after && rule.prior_listener != null && rule.listener.address != rule.prior_listener.address
    unused = length(local.hosts) > 0 && alltrue([for host in local.hosts : contains(local.gone, host)])
  }

  filter  = rule.before && length(rule.prior_routes) > 0 && !rule.default_takes_over && !local.unused
  related = [for listener in [rule.prior_listener] : listener if listener != null]

  enforce {
    condition     = length(rule.lost) == 0
    error_message = "${rule.address} ${local.moved ? "moves to ${rule.listener.address}" : rule.after ? "is narrowed" : "goes away"}, and no rule of ${rule.prior_listener.address} takes ${join("; ", rule.lost)} any more."
  }
}
