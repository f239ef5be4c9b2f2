load_balancer_policy "lb_without_deletion_protection" {
  about {
    severity = "S3"
    audit    = true
    title    = "A load balancer can be deleted by mistake"
    why      = "With it go its listeners, its rules and its DNS name."
    fix      = "Set enable_deletion_protection = true on ${load_balancer.address}, or lifecycle { prevent_destroy = true } where only Terraform could delete it."
  }

  filter = load_balancer.after && load_balancer.managed && load_balancer.service == "elbv2" && (load_balancer.operation == "create" || load_balancer.audited_state)

  enforce {
    condition     = load_balancer.prevents_destroy || try(load_balancer.attrs.enable_deletion_protection, false) == true
    error_message = "${load_balancer.address} has no deletion protection."
  }
}
