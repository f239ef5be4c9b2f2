//! What `poolproof init` writes: every setting there is, each as a comment with an example.

/// A `.poolproof.hcl` in which nothing is set yet.
pub const STARTER: &str = r#"# Settings of poolproof for this folder. Each part is optional; what is typed on the command line wins.
# `poolproof validate` checks this file, `poolproof explain` lists the policies.

# Policies of your own: files or folders with *.policy.hcl, relative to this file.
# policies = ["policies"]

# How much a policy weighs here (advisory, mandatory, mandatory_overridable), and whether it takes part.
# policy "traffic_to_empty_pool" {
#   enforcement_level = "advisory"
#   enabled           = true
# }

# Values for the `input` blocks of policies. --input, --input-file and TFPOLICY_INPUT_<name> win over these.
# inputs {
#   production_tags = { stage = ["prod", "live"] }
# }

# A pool that something outside this plan fills, so that it is not taken for empty: its address, ARN or name; `*` is any
# text.
# external_pool "module.shared.aws_lb_target_group.*" {
#   filled_by = "the deployment of the team payments"
# }

# A resource type that poolproof does not know, as a part of the traffic graph: what it is, by which attributes others name
# it, and which of its attributes lead to what. docs/reference.md lists all that can stand here.
# kind "acme_pool_member" {
#   node = "member"
#   reference "pool_arn" {
#     role  = "member_of"
#     types = ["aws_lb_target_group"]
#   }
#   reference "server_id" {
#     role = "target_of"
#   }
# }

# A finding that you take on yourself for a while. Without an address that fits, without a reason, or after its last day
# it does nothing, and the report says so. Findings about the plan as a whole have the address "*". A policy of the level
# `mandatory` cannot be waived.
# The same can stand on or above a block of the configuration:
#   # poolproof:ignore traffic_to_empty_pool until=2027-01-31 the new pool is filled by hand on the day
# waiver {
#   policy  = "traffic_to_empty_pool"
#   address = "aws_lb_listener.http"
#   reason  = "the new pool is filled by hand on the day of the move"
#   owner   = "team payments"
#   expires = "2027-01-31"
# }
"#;
