//! What a pool sends its traffic to in the end.

use super::surroundings::{guarded_by, stands_in};
use super::*;

pub(super) fn rows() -> Vec<Kind> {
    vec![
        target(["aws_instance"])
            .uniquely_named_by("id")
            .named_by("private_ip")
            .named_by("ipv6_addresses[]")
            .refers(stands_in("subnet_id").computed())
            .refers(guarded_by("vpc_security_group_ids{}").computed()),
        // A data source that finds several.
        target(["aws_instances"]).named_by("ids[]").named_by("private_ips[]"),
        target(["aws_spot_instance_request"]).uniquely_named_by("spot_instance_id"),
        target(["aws_network_interface"]).named_by("private_ip").named_by("private_ips{}"),
        target(["aws_lambda_function"]).uniquely_named_by("arn").uniquely_named_by("qualified_arn").holds(
            "arn",
            ':',
            6,
            "function_name",
        ),
        target(["aws_lambda_alias"]).uniquely_named_by("arn"),
        row(NodeKind::Scaler, ["aws_ec2_instance_state"])
            .refers(Reference::new(Role::Scales, "instance_id").only(NodeKind::Target, &["id"]))
            .lives_by(Capacity::PowerState),
    ]
}
