kind "terraform_data" {
  node = "member"

  reference "input.pool" {
    role  = "member_of"
    by    = ["arn"]
    types = ["aws_lb_target_group"]
  }

  reference "input.server" {
    role = "target_of"
  }
}

kind "aws_service_discovery_instance" {
  node    = "entry"
  service = "cloud_map"

  reference "attributes.AWS_ALIAS_DNS_NAME" {
    role = "entry_to"
    host = true
  }
}
