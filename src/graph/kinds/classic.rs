//! The classic load balancer. One resource is a load balancer, its listeners and its pool, so it stands in the graph as
//! three nodes of one address: what holds of listeners and pools elsewhere then holds here too. Instances that it lists
//! itself are a fourth.

use super::surroundings::{guarded_by, stands_in};
use super::*;

const CLASSIC: &[&str] = &["aws_elb"];

pub(super) fn rows() -> Vec<Kind> {
    let names = |row: Kind| row.named_by("name").named_by("id").uniquely_named_by("arn");
    let classic = |node| row(node, ["aws_elb"]);
    let all = [
        names(classic(NodeKind::LoadBalancer))
            .named_by_host("dns_name")
            .refers(stands_in("subnets{}").computed())
            .refers(guarded_by("security_groups{}").computed()),
        classic(NodeKind::Listener).inner(Role::ListenerOf, "listener").inner(Role::Forward, "listener"),
        names(classic(NodeKind::Pool)),
        classic(NodeKind::Member)
            .inner(Role::MemberOf, "instances")
            .refers(instance("instances{}").computed())
            .lives_by(Capacity::Targets),
        member(["aws_elb_attachment"])
            .refers(classic_pool("elb"))
            .refers(instance("instance"))
            .lives_by(Capacity::Targets),
    ];
    all.into_iter().map(|row| row.of_service("classic")).chain(small_world()).collect()
}

/// Load balancers of Lightsail: the same shape, with names of their own.
fn small_world() -> Vec<Kind> {
    let small = |node| row(node, ["aws_lightsail_lb"]).named_by("name").named_by("id");
    let all = [
        small(NodeKind::LoadBalancer).named_by_host("dns_name"),
        row(NodeKind::Listener, ["aws_lightsail_lb"])
            .inner(Role::ListenerOf, "instance_port")
            .inner(Role::Forward, "instance_port"),
        small(NodeKind::Pool),
        member(["aws_lightsail_lb_attachment"])
            .refers(Reference::new(Role::MemberOf, "lb_name").by(&["name", "id"]).of_types(&["aws_lightsail_lb"]))
            .refers(
                Reference::new(Role::TargetOf, "instance_name")
                    .only(NodeKind::Target, &["name", "id"])
                    .of_types(&["aws_lightsail_instance"]),
            )
            .lives_by(Capacity::Targets),
        target(["aws_lightsail_instance"]).named_by("name").named_by("id"),
    ];
    all.into_iter().map(|row| row.of_service("lightsail")).collect()
}

fn instance(path: &str) -> Reference {
    Reference::new(Role::TargetOf, path).only(NodeKind::Target, &["id", "spot_instance_id"])
}

/// A classic load balancer, which its members name by its name.
pub(super) fn classic_pool(path: &str) -> Reference {
    Reference::new(Role::MemberOf, path).by(&["name", "id"]).of_types(CLASSIC)
}
