load_balancer_policy "lb_without_access_logs" {
  about {
    severity = "S3"
    audit    = true
    title    = "A load balancer writes no access log"
    why      = "After an outage nobody can tell which requests went where."
    fix      = "Add access_logs { bucket = …, enabled = true } to ${load_balancer.address}."
  }

  filter = load_balancer.after && load_balancer.managed && load_balancer.service == "elbv2" && try(load_balancer.attrs.load_balancer_type, "application") != "gateway" && (load_balancer.operation == "create" || load_balancer.audited_state)

  enforce {
    condition     = anytrue([for log in try(load_balancer.attrs.access_logs, []) : try(log.enabled, false) == true])
    error_message = "${load_balancer.address} writes no access log."
  }
}
