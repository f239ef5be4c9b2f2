//! VPC Lattice: a service stands where a load balancer stands elsewhere, with listeners, rules and target groups; the
//! associations of a service network bring its traffic. Identifiers may be ids or ARNs.

use super::*;

pub(super) fn rows() -> Vec<Kind> {
    let all = [
        row(NodeKind::LoadBalancer, ["aws_vpclattice_service"])
            .uniquely_named_by("arn")
            .uniquely_named_by("id")
            .named_by_host("dns_entry[].domain_name")
            .lives_by(Capacity::Present),
        row(NodeKind::Listener, ["aws_vpclattice_listener"])
            .uniquely_named_by("arn")
            .uniquely_named_by("listener_id")
            .refers(Reference::new(Role::ListenerOf, "service_identifier").by(ARN_OR_ID))
            .refers(Reference::new(Role::ListenerOf, "service_arn").by(ARN_OR_ID))
            .refers(shares("default_action[].forward[].target_groups{}.target_group_identifier"))
            .acts_by("default_action"),
        row(NodeKind::Rule, ["aws_vpclattice_listener_rule"])
            .uniquely_named_by("arn")
            .uniquely_named_by("rule_id")
            .refers(Reference::new(Role::RuleOf, "listener_identifier").by(&["arn", "listener_id"]))
            .refers(shares("action[].forward[].target_groups{}.target_group_identifier"))
            .acts_by("action"),
        row(NodeKind::Pool, ["aws_vpclattice_target_group"])
            .uniquely_named_by("arn")
            .uniquely_named_by("id")
            .named_by("name"),
        member(["aws_vpclattice_target_group_attachment"])
            .refers(Reference::new(Role::MemberOf, "target_group_identifier").by(ARN_OR_ID))
            .refers(registers("target[].id"))
            .lives_by(Capacity::Targets),
        row(NodeKind::Entry, ["aws_vpclattice_service_network"]).uniquely_named_by("arn").uniquely_named_by("id"),
        row(NodeKind::Entry, ["aws_vpclattice_service_network_service_association"])
            .refers(Reference::new(Role::EntryTo, "service_identifier").only(NodeKind::LoadBalancer, ARN_OR_ID))
            .refers(Reference::new(Role::EntryOf, "service_network_identifier").by(ARN_OR_ID)),
        row(NodeKind::Entry, ["aws_vpclattice_service_network_vpc_association"])
            .refers(Reference::new(Role::Through, "service_network_identifier").by(ARN_OR_ID)),
    ];
    all.into_iter().map(|row| row.of_service("lattice")).collect()
}

fn shares(path: &str) -> Reference {
    // A list, whose order says nothing: the weights stand beside the names.
    Reference::new(Role::Forward, path).by(ARN_OR_ID).weighted_by("weight")
}
