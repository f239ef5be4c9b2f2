//! What a pool sends its traffic to in the end.

use super::*;

pub(super) const ROWS: &[Kind] = &[
    target(&["aws_instance"], &[ID, Identity { path: "private_ip", unique: false }]),
    target(&["aws_spot_instance_request"], &[Identity { path: "spot_instance_id", unique: true }]),
    target(
        &["aws_network_interface"],
        &[Identity { path: "private_ip", unique: false }, Identity { path: "private_ips{}", unique: false }],
    ),
    target(&["aws_lambda_function"], &[ARN, Identity { path: "qualified_arn", unique: true }]),
    target(&["aws_lambda_alias"], &[ARN]),
    Kind {
        types: &["aws_ec2_instance_state"],
        node: NodeKind::Scaler,
        references: &[refers(Role::Scales, "instance_id", INSTANCE_BY_ID, None)],
        capacity: Capacity::PowerState,
        ..EMPTY
    },
];
