//! Load balancers, listeners, rules and target groups of ELBv2.

use super::*;

pub(super) fn rows() -> Vec<Kind> {
    vec![
        row(NodeKind::LoadBalancer, ["aws_lb", "aws_alb"])
            .uniquely_named_by("arn")
            .uniquely_named_by("id")
            .uniquely_named_by("dns_name")
            .lives_by(Capacity::Present),
        row(NodeKind::Listener, ["aws_lb_listener", "aws_alb_listener"])
            .uniquely_named_by("arn")
            .uniquely_named_by("id")
            .refers(Reference::new(Role::ListenerOf, "load_balancer_arn").by(ARN_OR_ID).shaped(Shape::LoadBalancer))
            .refers(forward("default_action[].target_group_arn"))
            .refers(forward("default_action[].forward[].target_group{}.arn").weighted_by("weight"))
            .acts_by("default_action"),
        row(NodeKind::Rule, ["aws_lb_listener_rule", "aws_alb_listener_rule"])
            .uniquely_named_by("arn")
            .uniquely_named_by("id")
            .refers(Reference::new(Role::RuleOf, "listener_arn").by(ARN_OR_ID).shaped(Shape::Listener))
            .refers(forward("action[].target_group_arn"))
            .refers(forward("action[].forward[].target_group{}.arn").weighted_by("weight"))
            .acts_by("action"),
        row(NodeKind::Pool, ["aws_lb_target_group", "aws_alb_target_group"])
            .uniquely_named_by("arn")
            .uniquely_named_by("id")
            .named_by("name"),
    ]
}
