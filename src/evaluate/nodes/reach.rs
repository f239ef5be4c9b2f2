//! Whether security groups let traffic through: clients to a listener, a load balancer to a target. Closed is only what
//! all the rules that there can be keep out; where the plan does not have all of them there is nothing to say.

use crate::graph::{Capacity, Edge, Graph, Node, NodeId, NodeKind, Role, Side};
use crate::model::{Operation, Value};
use crate::routing::{Party, Passage, passage};

use super::super::firewall::{self, Way};
use super::super::stage::Stage;
use super::doors::{self, Door};
use super::entries::around;
use super::places;
use super::redirects::balancers;

/// What shall reach a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::evaluate) enum Asked {
    Traffic,
    HealthCheck,
}

/// Why nobody gets in on the port of a listener.
pub(super) fn closed_port(stage: &Stage<'_>, listener: NodeId) -> Value {
    closed(stage, listener).unwrap_or(Value::Null)
}

fn closed(stage: &Stage<'_>, listener: NodeId) -> Option<Value> {
    let graph = &stage.graph;
    let balancer = super::super::sites::balancer_of(graph, listener)?;
    let node = graph.node(balancer).filter(|node| doors::has_groups(node))?;
    // What comes by a private link may be let in without a rule.
    let link = doors::text(node, "enforce_security_group_inbound_rules_on_private_link_traffic");
    let groups = firewall::groups(graph, balancer).filter(|_| link.as_deref() != Some("off"))?;
    let openings = firewall::openings(stage, &groups, Way::In)?;
    let each = doors::of_listener(graph.node(listener)?)?.into_iter().map(|door| {
        let why = format!(
            "the security groups of {} ({}) let nobody in on {}{}",
            node.name,
            firewall::names(graph, &groups),
            door.spelled(),
            firewall::taken_away(graph, &groups, Way::In)
        );
        said(passage(&openings, door.transports, door.port, None), why)
    });
    Some(each.fold(Value::Null, worse))
}

/// What is proved comes before what is open, and that before nothing.
fn worse(one: Value, other: Value) -> Value {
    match (&one, &other) {
        (Value::String(_), _) | (_, Value::Null) => one,
        (Value::Unknown(_), Value::Unknown(_)) => one,
        _ => other,
    }
}

fn said(passage: Passage, why: String) -> Value {
    match passage {
        Passage::Open | Passage::Untold => Value::Null,
        Passage::Closed => Value::string(&why),
        Passage::Perhaps(why) => Value::unknown_because(why),
    }
}

/// Why security groups keep something from what a member registers.
pub(super) fn refused(stage: &Stage<'_>, member: NodeId, asked: Asked) -> Value {
    let graph = &stage.graph;
    let Some(targets) = targets(graph, member) else { return Value::Null };
    let mut found = Value::Null;
    for pool in super::members::pools(graph, member, Side::After) {
        let doors = doors::of_pool(stage, member, pool, asked).unwrap_or_default();
        let balancers = balancers(graph, pool, Side::After).into_iter().filter(|(_, sure)| *sure);
        for (balancer, _) in balancers {
            let ways = doors.iter().flat_map(|door| targets.iter().map(move |target| (door, target)));
            let each = ways.filter_map(|(door, target)| between(stage, balancer, target, door));
            found = each.map(|(why, passage)| said(passage, why)).fold(found, worse);
        }
    }
    found
}

/// What stands behind a member, and the groups that guard it.
struct Guarded {
    /// The node whose subnets it stands in.
    place: NodeId,
    groups: Vec<NodeId>,
}

/// The targets of a member, where it is known of each which groups guard it.
fn targets(graph: &Graph<'_>, member: NodeId) -> Option<Vec<Guarded>> {
    if graph.attaches_groups() {
        return None;
    }
    let node = graph.node(member).filter(|node| node.exists(Side::After))?;
    let has = |capacity: Capacity| node.row.is_some_and(|row| row.has_capacity(&capacity));
    if has(Capacity::Tasks) || has(Capacity::Present) && node.kind == NodeKind::Target {
        return Some(vec![Guarded { place: member, groups: firewall::groups(graph, member)? }]);
    }
    if has(Capacity::ScalingGroup) {
        let guarded = |template| Some(Guarded { place: member, groups: firewall::groups(graph, template)? });
        return templates(graph, member)?.into_iter().map(guarded).collect();
    }
    match places::goals(graph, member, Role::TargetOf, Side::After).filter(|_| has(Capacity::Targets))? {
        Ok(ids) => ids
            .into_iter()
            .map(|id| targets(graph, id))
            .collect::<Option<Vec<_>>>()
            .map(|all| all.into_iter().flatten().collect()),
        Err(_) => None,
    }
}

/// What the instances of a group are made from, where it is certain which version of each template that is. Several, where
/// a mix of instances has templates of its own for some of them.
fn templates(graph: &Graph<'_>, group: NodeId) -> Option<Vec<NodeId>> {
    let Some(Ok(mut templates)) = places::goals(graph, group, Role::MadeFrom, Side::After) else { return None };
    templates.sort_unstable();
    templates.dedup();
    let values = graph.node(group)?.values(Side::After)?;
    let all = graph.from(group, Role::MadeFrom, Side::After).all(|edge| is_certain(graph, values, edge));
    all.then_some(templates)
}

/// The version that an attribute asks for is the one that the plan shows.
fn is_certain(graph: &Graph<'_>, values: &Value, edge: &Edge) -> bool {
    let Some(template) = edge.to.and_then(|to| graph.node(to)).filter(|node| node.managed) else { return false };
    // A launch configuration has no versions, and of a new template there is but one.
    if edge.path.steps.len() == 1 || template.before.is_none() {
        return true;
    }
    let version = around(values, &edge.path).get("version");
    let wanted = version.as_ref().and_then(Value::as_str);
    let latest = template.values(Side::After).and_then(|values| values.get("latest_version"));
    let latest = latest.and_then(|latest| latest.as_number());
    let is_latest =
        wanted == Some("$Latest") || latest.is_some() && version.and_then(|version| version.as_number()) == latest;
    is_latest && template.operation() != Operation::Update
}

/// The way from a load balancer to a target.
fn between(stage: &Stage<'_>, balancer: NodeId, target: &Guarded, door: &Door) -> Option<(String, Passage)> {
    let graph = &stage.graph;
    let node = graph.node(balancer).filter(|node| doors::has_groups(node) && node.managed)?;
    let is_network = match doors::text(node, "load_balancer_type").as_deref() {
        None | Some("application") => false,
        Some("network") => true,
        Some(_) => return None,
    };
    let own = firewall::groups(graph, balancer);
    if own.is_none() && !(is_network && has_none(stage, node)) {
        return None;
    }
    let party = party(graph, own.as_deref().unwrap_or_default(), balancer, (is_network, door.v6));
    let openings = firewall::openings(stage, &target.groups, Way::In)?;
    let names = firewall::names(graph, &target.groups);
    let inward = match passage(&openings, door.transports, door.port, Some(&party)) {
        // It hands on the addresses of its clients, or may, and they may be members of a group that is let in.
        Passage::Closed if is_network && passage(&openings, door.transports, door.port, None) != Passage::Closed => {
            Passage::Untold
        }
        passage => passage,
    };
    if inward != Passage::Open {
        let taken = firewall::taken_away(graph, &target.groups, Way::In);
        let why = format!("its security groups ({names}) do not let {} in on {}{taken}", node.name, door.spelled());
        return Some((why, inward));
    }
    let own = own?;
    let openings = firewall::openings(stage, &own, Way::Out)?;
    let target = self::party(graph, &target.groups, target.place, (false, door.v6));
    let why = format!(
        "the security groups of {} ({}) do not let it out to {names} on {}{}",
        node.name,
        firewall::names(graph, &own),
        door.spelled(),
        firewall::taken_away(graph, &own, Way::Out)
    );
    Some((why, passage(&openings, door.transports, door.port, Some(&target))))
}

fn party(graph: &Graph<'_>, groups: &[NodeId], place: NodeId, (anybody, v6): (bool, bool)) -> Party {
    let subnets = places::goals(graph, place, Role::StandsIn, Side::After).and_then(Result::ok);
    Party {
        groups: groups.iter().filter_map(|group| firewall::key(graph, *group)).collect(),
        ranges: subnets.and_then(|subnets| firewall::ranges(graph, &subnets, v6)),
        anybody,
        v6,
    }
}

/// No security group guards a load balancer: none is set, or the plan knows that there is none.
fn has_none(stage: &Stage<'_>, node: &Node<'_>) -> bool {
    let groups = node.values(Side::After).and_then(|values| values.get("security_groups"));
    match groups {
        Some(groups) if groups.as_unknown().is_some() => {
            node.address.as_deref().and_then(|address| stage.bodies.sets(address, "security_groups")) == Some(false)
        }
        groups => groups.is_none_or(|groups| groups.is_unset()),
    }
}
