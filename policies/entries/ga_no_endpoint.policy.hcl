entry_policy "ga_no_endpoint" {
  about {
    severity = "S1"
    title    = "An accelerator's listener has no endpoint that takes traffic"
    why      = "Global Accelerator drops what comes in: every endpoint group is dialled to 0, or every endpoint has weight 0."
    fix      = "Dial one group up, or give one of its endpoints a weight above 0. One region may stay at 0 as long as another takes the traffic."
  }

  filter = entry.after && entry.service == "accelerator" && (length(entry.parts) > 0 || length(entry.prior_parts) > 0) && can(entry.attrs.port_range)

  enforce {
    condition     = anytrue([for part in entry.parts : coalesce(try(part.attrs.traffic_dial_percentage, null), 100) > 0 && anytrue([for endpoint in part.attrs.endpoint_configuration : coalesce(try(endpoint.weight, null), 128) > 0])])
    error_message = "No endpoint group of ${entry.address} takes traffic after this apply: ${length(entry.parts) == 0 ? "none is left" : join(", ", [for part in entry.parts : part.address])}."
  }
}
