//! Load balancers, listeners, rules and target groups of ELBv2.

use super::surroundings::{guarded_by, in_vpc, stands_in};
use super::*;

pub(super) const POOLS: &[&str] = &["aws_lb_target_group", "aws_alb_target_group"];

pub(super) fn rows() -> Vec<Kind> {
    let all = [
        row(NodeKind::LoadBalancer, ["aws_lb", "aws_alb"])
            .uniquely_named_by("arn")
            .uniquely_named_by("id")
            .named_by_host("dns_name")
            .uniquely_named_by("arn_suffix")
            .registered_as("alb", &["arn", "id"])
            .never_registered_by(&["dns_name", "arn_suffix"])
            .refers(in_vpc("vpc_id").computed())
            .refers(stands_in("subnets{}").computed())
            .refers(stands_in("subnet_mapping{}.subnet_id").computed())
            .refers(guarded_by("security_groups{}").computed())
            .lives_by(Capacity::Present),
        row(NodeKind::Listener, ["aws_lb_listener", "aws_alb_listener"])
            .uniquely_named_by("arn")
            .uniquely_named_by("id")
            .refers(Reference::new(Role::ListenerOf, "load_balancer_arn").by(ARN_OR_ID).shaped(Shape::LoadBalancer))
            .refers(forward("default_action[].target_group_arn"))
            .refers(forward("default_action[].forward[].target_group{}.arn").weighted_by("weight"))
            .refers(Reference::new(Role::CertifiedBy, "certificate_arn").by(&["arn", "id", "certificate_arn"]))
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
            .uniquely_named_by("arn_suffix")
            .named_by("name")
            .refers(in_vpc("vpc_id")),
        // Data sources that find several.
        row(NodeKind::LoadBalancer, ["aws_lbs"]).named_by("arns{}"),
    ];
    all.into_iter().map(|row| row.of_service("elbv2")).collect()
}
