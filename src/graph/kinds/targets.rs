//! What a pool sends its traffic to in the end.

use super::surroundings::{guarded_by, stands_in};
use super::*;

pub(super) fn rows() -> Vec<Kind> {
    vec![
        target(["aws_instance"])
            .uniquely_named_by("id")
            .named_by("private_ip")
            .named_by("ipv6_addresses[]")
            .registered_as("instance", &["id"])
            .registered_as("ip", &["private_ip", "ipv6_addresses", "secondary_private_ips"])
            .never_registered_by(&["arn", "public_ip", "public_dns", "private_dns"])
            .refers(stands_in("subnet_id").computed())
            .refers(guarded_by("vpc_security_group_ids{}").computed()),
        // A data source that finds several.
        target(["aws_instances"])
            .named_by("ids[]")
            .named_by("private_ips[]")
            .registered_as("instance", &["ids"])
            .registered_as("ip", &["private_ips", "ipv6_addresses"])
            .never_registered_by(&["public_ips"]),
        target(["aws_spot_instance_request"])
            .uniquely_named_by("spot_instance_id")
            .registered_as("instance", &["spot_instance_id"])
            .registered_as("ip", &["private_ip"])
            // The id is the one of the request.
            .never_registered_by(&["id", "public_ip"]),
        target(["aws_network_interface"])
            .named_by("private_ip")
            .named_by("private_ips{}")
            .registered_as("ip", &["private_ip", "private_ips", "private_ip_list", "ipv6_addresses"])
            .never_registered_by(&["id", "arn"]),
        target(["aws_lambda_function"])
            .uniquely_named_by("arn")
            .uniquely_named_by("qualified_arn")
            .holds("arn", ':', 6, "function_name")
            .registered_as("lambda", &["arn", "qualified_arn"])
            .never_registered_by(&["invoke_arn", "qualified_invoke_arn"]),
        target(["aws_lambda_alias"])
            .uniquely_named_by("arn")
            .registered_as("lambda", &["arn"])
            .never_registered_by(&["invoke_arn"]),
        row(NodeKind::Scaler, ["aws_ec2_instance_state"])
            .refers(Reference::new(Role::Scales, "instance_id").only(NodeKind::Target, &["id"]))
            .lives_by(Capacity::PowerState),
    ]
}
