//! Load balancers, listeners, rules and target groups of ELBv2.

use super::*;

pub(super) const ROWS: &[Kind] = &[
    Kind {
        types: &["aws_lb", "aws_alb"],
        node: NodeKind::LoadBalancer,
        identities: &[ARN, ID, Identity { path: "dns_name", unique: true }],
        capacity: Capacity::Present,
        ..EMPTY
    },
    Kind {
        types: &["aws_lb_listener", "aws_alb_listener"],
        node: NodeKind::Listener,
        identities: &[ARN, ID],
        references: &[
            refers(Role::ListenerOf, "load_balancer_arn", LOAD_BALANCER_BY_ARN, Some(Shape::LoadBalancer)),
            forward("default_action[].target_group_arn", None),
            forward("default_action[].forward[].target_group{}.arn", Some("weight")),
        ],
        actions: Some("default_action"),
        ..EMPTY
    },
    Kind {
        types: &["aws_lb_listener_rule", "aws_alb_listener_rule"],
        node: NodeKind::Rule,
        identities: &[ARN, ID],
        references: &[
            refers(Role::RuleOf, "listener_arn", LISTENER_BY_ARN, Some(Shape::Listener)),
            forward("action[].target_group_arn", None),
            forward("action[].forward[].target_group{}.arn", Some("weight")),
        ],
        actions: Some("action"),
        ..EMPTY
    },
    Kind {
        types: &["aws_lb_target_group", "aws_alb_target_group"],
        node: NodeKind::Pool,
        identities: &[ARN, ID, NAME],
        ..EMPTY
    },
];
