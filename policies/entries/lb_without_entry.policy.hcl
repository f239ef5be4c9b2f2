# A private zone of the same name answers inside, and a public name beside it is meant for others: then nothing is said.
load_balancer_policy "lb_without_entry" {
  about {
    severity = local.was_public ? "S1" : "S3"
    title    = "A public name leads to an internal load balancer, and nothing else does"
    why      = "An internal load balancer has private addresses only: from the internet nobody reaches it."
    fix      = "Let the name lead to an internet-facing load balancer, or put it into a private zone where it is meant for the inside."
  }

  locals {
    entries    = load_balancer.entries
    was_public = anytrue([for entry in local.entries : anytrue([for before in entry.prior_load_balancers : try(before.prior_attrs.internal, null) == false])])
  }

  filter  = load_balancer.after && load_balancer.managed && load_balancer.service == "elbv2" && load_balancer.internal && length(local.entries) > 0 && anytrue([for entry in local.entries : contains(["create", "update", "replace"], entry.operation)])
  related = local.entries

  enforce {
    condition     = anytrue([for entry in local.entries : entry.service != "dns" || entry.public_name == null ? true : !entry.public_name])
    error_message = "${load_balancer.address} is internal, and only public names lead to it: ${join(", ", [for entry in local.entries : entry.address])}."
  }
}
