//! Pictures that every drawing of the graph is run over.

use super::fixtures::location;
use crate::picture::{Arrow, Box, Picture};

const FOREIGN: &str = "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/other/1";

pub(super) fn node(kind: &'static str, type_: &str, address: &str, operation: &'static str) -> Box {
    Box {
        kind,
        type_: type_.to_owned(),
        address: address.to_owned(),
        module: String::new(),
        managed: true,
        deposed: None,
        operation,
        location: location(3),
        before: operation != "create",
        after: operation != "delete",
        liveness: String::new(),
        liveness_before: String::new(),
        capacity: String::new(),
    }
}

pub(super) fn arrow(role: &'static str, from: &str, to: &str) -> Arrow {
    Arrow {
        chain: Vec::new(),
        location: None,
        role,
        from_box: 0,
        to_box: None,
        from: from.to_owned(),
        from_deposed: None,
        to: Some(to.to_owned()),
        to_deposed: None,
        attribute: "default_action[0].forward[0].target_group[0].arn".to_owned(),
        weight: None,
        certainty: "exact",
        resolved_by: "known value",
        before: true,
        after: true,
        why: None,
    }
}

/// A switch from blue to green, with something of everything that can be drawn.
pub(super) fn picture() -> Picture {
    linked([front(), pools(), back()].concat(), [upper(), forwards(), lower()].concat())
}

/// Arrows between the boxes that have the addresses of their ends.
pub(super) fn linked(nodes: Vec<Box>, mut edges: Vec<Arrow>) -> Picture {
    let find = |address: &str| nodes.iter().position(|node| node.address == address && node.deposed.is_none()).unwrap();
    for arrow in &mut edges {
        arrow.from_box = find(&arrow.from);
        arrow.to_box = arrow.to.as_deref().map(find);
    }
    Picture { nodes, edges }
}

fn front() -> Vec<Box> {
    vec![
        node("entry", "aws_route53_record", "aws_route53_record.www", "no-op"),
        node("load_balancer", "aws_lb", "aws_lb.main", "no-op"),
        node("load_balancer", "aws_lb", "aws_lb.spare", "create"),
        node("listener", "aws_lb_listener", "aws_lb_listener.http", "update"),
        node("listener", "aws_lb_listener", "aws_lb_listener.lost", "read"),
        node("rule", "aws_lb_listener_rule", "aws_lb_listener_rule.api", "replace"),
    ]
}

fn pools() -> Vec<Box> {
    let pool = |name: &str, operation, liveness: &str| Box {
        liveness: liveness.to_owned(),
        ..node("pool", "aws_lb_target_group", &format!("aws_lb_target_group.{name}"), operation)
    };
    let foreign = Box { managed: false, location: None, ..node("pool", "", FOREIGN, "no-op") };
    let deposed = Box { deposed: Some("0a1b2c3d".to_owned()), ..pool("green", "delete", "") };
    vec![
        foreign,
        pool("blue", "delete", ""),
        pool("green", "no-op", "live"),
        deposed,
        pool("old", "forget", "unknown: delegated to a controller"),
        pool("spare", "create", "dead: no targets"),
    ]
}

fn back() -> Vec<Box> {
    let one = "aws_lb_target_group_attachment.one";
    vec![
        node("member", "aws_autoscaling_group", "aws_autoscaling_group.green", "update"),
        node("member", "aws_lb_target_group_attachment", one, "no-op"),
        node("target", "aws_instance", "aws_instance.one", "no-op"),
        node("target", "aws_instance", "aws_instance.alone", "no-op"),
    ]
}

fn upper() -> Vec<Arrow> {
    let lost = Arrow {
        to: None,
        certainty: "unresolved",
        why: Some("a data source that is read during the apply".to_owned()),
        ..arrow("listener_of", "aws_lb_listener.lost", "")
    };
    vec![
        arrow("entry_to", "aws_route53_record.www", "aws_lb.main"),
        arrow("listener_of", "aws_lb_listener.http", "aws_lb.main"),
        lost,
        arrow("rule_of", "aws_lb_listener_rule.api", "aws_lb_listener.http"),
    ]
}

fn forwards() -> Vec<Arrow> {
    let forward = |to: &str, weight, before, after| Arrow {
        weight,
        before,
        after,
        ..arrow("forward", "aws_lb_listener.http", to)
    };
    let maybe = |to: Option<&str>, certainty, why: &str| Arrow {
        to: to.map(str::to_owned),
        certainty,
        why: Some(why.to_owned()),
        ..arrow("forward", "aws_lb_listener_rule.api", "")
    };
    let key = "the key depends on a value known after apply";
    let new = Arrow { before: false, ..arrow("forward", "aws_lb_listener.lost", FOREIGN) };
    vec![
        forward("aws_lb_target_group.blue", Some(100), true, false),
        forward("aws_lb_target_group.green", Some(0), true, false),
        forward("aws_lb_target_group.green", Some(100), false, true),
        maybe(Some("aws_lb_target_group.green"), "possible", key),
        maybe(Some("aws_lb_target_group.old"), "possible", key),
        maybe(None, "unresolved", "an output of another state"),
        new,
    ]
}

fn lower() -> Vec<Arrow> {
    let one = "aws_lb_target_group_attachment.one";
    vec![
        arrow("member_of", "aws_autoscaling_group.green", "aws_lb_target_group.green"),
        arrow("member_of", one, "aws_lb_target_group.old"),
        arrow("target_of", one, "aws_instance.one"),
    ]
}

/// Load balancers behind load balancers, without end.
pub(super) fn circle(length: usize) -> Picture {
    let name = |at: usize| format!("aws_lb.l{}", at % length);
    let edge = |at: usize| Arrow {
        from_box: at,
        to_box: Some((at + 1) % length),
        ..arrow("target_of", &name(at), &name(at + 1))
    };
    Picture {
        nodes: (0..length).map(|at| node("load_balancer", "aws_lb", &name(at), "no-op")).collect(),
        edges: (0..length).map(edge).collect(),
    }
}
