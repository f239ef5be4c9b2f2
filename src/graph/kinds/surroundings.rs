//! Where load balancers and targets stand, who may reach them, and who watches them: VPCs, subnets, security groups with
//! their rules, templates of instances, DNS zones, alarms. They carry no traffic and are not shown; whether traffic gets
//! through hangs on them.

use super::*;

pub(super) fn rows() -> Vec<Kind> {
    [places(), groups(), templates(), watchers()].concat()
}

fn places() -> Vec<Kind> {
    vec![
        row(NodeKind::Vpc, ["aws_vpc", "aws_default_vpc"]).uniquely_named_by("id"),
        row(NodeKind::Subnet, ["aws_subnet", "aws_default_subnet"]).uniquely_named_by("id").refers(in_vpc("vpc_id")),
        row(NodeKind::Zone, ["aws_route53_zone"]).uniquely_named_by("zone_id").named_by("id"),
    ]
}

fn groups() -> Vec<Kind> {
    // A rule of the old kind says in itself which way it lets through; it is a rule of both kinds, and counts as one.
    let both = |node| {
        row(node, ["aws_security_group_rule"])
            .refers(rule_in("security_group_id"))
            .refers(admits("source_security_group_id"))
    };
    let one = |node, type_| {
        row(node, [type_]).refers(rule_in("security_group_id")).refers(admits("referenced_security_group_id"))
    };
    vec![
        row(NodeKind::SecurityGroup, ["aws_security_group", "aws_default_security_group"]).uniquely_named_by("id"),
        both(NodeKind::IngressRule),
        both(NodeKind::EgressRule),
        one(NodeKind::IngressRule, "aws_vpc_security_group_ingress_rule"),
        one(NodeKind::EgressRule, "aws_vpc_security_group_egress_rule"),
        // It gives an interface one group more, whoever made the interface.
        row(NodeKind::GroupAttachment, ["aws_network_interface_sg_attachment"]).refers(rule_in("security_group_id")),
    ]
}

fn templates() -> Vec<Kind> {
    vec![
        row(NodeKind::Template, ["aws_launch_template"])
            .uniquely_named_by("id")
            .named_by("name")
            .refers(guarded_by("vpc_security_group_ids{}"))
            .refers(guarded_by("network_interfaces[].security_groups{}")),
        row(NodeKind::Template, ["aws_launch_configuration"])
            .named_by("id")
            .named_by("name")
            .refers(guarded_by("security_groups{}")),
    ]
}

fn watchers() -> Vec<Kind> {
    let watches = |path: &str| {
        Reference::new(Role::Watches, path)
            .only(NodeKind::LoadBalancer, &["arn_suffix", "name"])
            .or(NodeKind::Pool, &["arn_suffix"])
            .if_known()
    };
    let dimensions = ["LoadBalancer", "LoadBalancerName", "TargetGroup"];
    let own = dimensions.map(|name| watches(&format!("dimensions.{name}")));
    let computed = dimensions.map(|name| watches(&format!("metric_query{{}}.metric[].dimensions.{name}")));
    let alarm = row(NodeKind::Alarm, ["aws_cloudwatch_metric_alarm"]);
    vec![own.into_iter().chain(computed).fold(alarm, Kind::refers)]
}

/// The VPC that something stands in.
pub(super) fn in_vpc(path: &str) -> Reference {
    Reference::new(Role::InVpc, path).by(&["id"])
}

/// The subnet that something stands in.
pub(super) fn stands_in(path: &str) -> Reference {
    Reference::new(Role::StandsIn, path).by(&["id"])
}

/// The security group that decides what gets through to something.
pub(super) fn guarded_by(path: &str) -> Reference {
    Reference::new(Role::GuardedBy, path).by(&["id"])
}

/// What the instances of a group are made from.
pub(super) fn made_from(path: &str, by: &[&str]) -> Reference {
    Reference::new(Role::MadeFrom, path).by(by)
}

/// The zone of a DNS name.
pub(super) fn in_zone(path: &str) -> Reference {
    Reference::new(Role::InZone, path).by(&["zone_id", "id"])
}

fn rule_in(path: &str) -> Reference {
    Reference::new(Role::RuleIn, path).by(&["id"])
}

fn admits(path: &str) -> Reference {
    Reference::new(Role::Admits, path).by(&["id"])
}
