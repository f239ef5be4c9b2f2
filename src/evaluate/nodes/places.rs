//! Where load balancers, pools and members stand: VPC and availability zones. What the plan does not tell is null: a
//! subnet that is typed in, or that another state made, says nothing of itself. What the configuration chooses between
//! several that it knows is unknown.

use std::collections::BTreeSet;

use crate::graph::{By, Capacity, Certainty, Edge, Graph, NodeId, NodeKind, Role, Side};
use crate::model::Value;

use super::super::stage::Stage;

/// What is known of a place; `None` where the plan does not tell, and a reason where it is one of several.
type Told<T> = Option<Result<T, String>>;

/// The VPC that a node stands in.
pub(super) fn vpc(stage: &Stage<'_>, id: NodeId) -> Option<Value> {
    let kind = stage.graph.node(id)?.kind;
    let placed = [NodeKind::LoadBalancer, NodeKind::Listener, NodeKind::Rule, NodeKind::Pool, NodeKind::Member];
    placed.contains(&kind).then(|| value(vpc_of(&stage.graph, id), |vpc| Value::string(&vpc)))
}

/// The availability zones that a node stands in.
pub(super) fn zones(stage: &Stage<'_>, id: NodeId, side: Side) -> Option<Value> {
    let graph = &stage.graph;
    let zones = match graph.node(id)?.kind {
        NodeKind::Pool => zones_of_pool(graph, id, side),
        NodeKind::LoadBalancer | NodeKind::Member => zones_of(graph, id, side),
        _ => return None,
    };
    Some(value(zones, |zones| Value::list(zones.iter().map(|zone| Value::string(zone)).collect())))
}

fn value<T>(told: Told<T>, known: impl FnOnce(T) -> Value) -> Value {
    match told {
        Some(Ok(place)) => known(place),
        Some(Err(why)) => Value::unknown_because(why),
        None => Value::Null,
    }
}

/// Where all edges of `role` lead.
pub(super) fn goals(graph: &Graph<'_>, id: NodeId, role: Role, side: Side) -> Told<Vec<NodeId>> {
    let edges: Vec<&Edge> = graph.from(id, role, side).collect();
    let sure = |edge: &&&Edge| edge.certainty == Certainty::Exact && (side == Side::Before || !edge.to_old);
    if edges.iter().all(|edge| sure(&edge)) {
        let ids: Vec<NodeId> = edges.iter().filter_map(|edge| edge.to).collect();
        return (!ids.is_empty()).then_some(Ok(ids));
    }
    // Without the configuration every choice looks open, and there is nothing to say of it.
    let mut chosen = edges.iter().filter(|edge| edge.certainty == Certainty::Possible && edge.by == By::Configuration);
    let (first, second) = (chosen.next()?, chosen.next()?);
    let differ = first.to != second.to;
    differ.then(|| Err(first.why.clone().unwrap_or_else(|| "it is one of several".to_owned())))
}

fn vpc_of(graph: &Graph<'_>, id: NodeId) -> Told<String> {
    let node = graph.node(id)?;
    if let Some(named) = goals(graph, id, Role::InVpc, Side::After) {
        return one_vpc(graph, named);
    }
    match node.kind {
        NodeKind::LoadBalancer | NodeKind::Target => of_subnets(graph, id),
        NodeKind::Rule => all_alike(goals(graph, id, Role::RuleOf, Side::After)?, |listener| vpc_of(graph, listener)),
        NodeKind::Listener => all_alike(goals(graph, id, Role::ListenerOf, Side::After)?, |lb| vpc_of(graph, lb)),
        NodeKind::Member => match goals(graph, id, Role::StandsIn, Side::After) {
            Some(_) => of_subnets(graph, id),
            None => all_alike(goals(graph, id, Role::TargetOf, Side::After)?, |target| vpc_of(graph, target)),
        },
        _ => None,
    }
}

fn of_subnets(graph: &Graph<'_>, id: NodeId) -> Told<String> {
    let vpc = |subnet| one_vpc(graph, goals(graph, subnet, Role::InVpc, Side::After)?);
    all_alike(goals(graph, id, Role::StandsIn, Side::After)?, vpc)
}

fn one_vpc(graph: &Graph<'_>, named: Result<Vec<NodeId>, String>) -> Told<String> {
    // Two ids under a mask look alike, and need not be.
    let name = |id: NodeId| graph.node(id).map(|node| node.name.clone()).filter(|name| name != "(sensitive)");
    match named {
        Ok(ids) => Some(Ok(name(*ids.first()?)?)),
        Err(why) => Some(Err(why)),
    }
}

/// What all of several have; nothing where they differ.
fn all_alike(ids: Result<Vec<NodeId>, String>, of: impl Fn(NodeId) -> Told<String>) -> Told<String> {
    let mut found: Option<String> = None;
    for id in match ids {
        Ok(ids) => ids,
        Err(why) => return Some(Err(why)),
    } {
        match of(id)? {
            Ok(one) if found.as_ref().is_none_or(|have| *have == one) => found = Some(one),
            Ok(_) => return None,
            Err(why) => return Some(Err(why)),
        }
    }
    found.map(Ok)
}

/// The zones of all members of a pool. What others may put into it stands anywhere.
fn zones_of_pool(graph: &Graph<'_>, pool: NodeId, side: Side) -> Told<BTreeSet<String>> {
    let open = graph.filled_by_others(pool, side).is_some() || graph.filled_from_elsewhere(pool, side).is_some();
    let edges: Vec<&Edge> = graph.to(pool, Role::MemberOf, side).collect();
    if open || edges.iter().any(|edge| edge.certainty != Certainty::Exact) {
        return None;
    }
    union(edges.into_iter().map(|edge| edge.from).collect(), |member| zones_of(graph, member, side))
}

fn zones_of(graph: &Graph<'_>, id: NodeId, side: Side) -> Told<BTreeSet<String>> {
    let node = graph.node(id)?;
    let values = node.values(side)?;
    let own = || {
        let zones = values.get("availability_zones").map(|zones| zones.elements()).unwrap_or_default();
        let one = values.get("availability_zone").into_iter();
        let zones: Option<BTreeSet<String>> = zones.into_iter().chain(one).map(|zone| text(&zone)).collect();
        zones.filter(|zones| !zones.is_empty()).map(Ok)
    };
    let in_subnets = || match goals(graph, id, Role::StandsIn, side)? {
        Ok(subnets) => union(subnets, |subnet| Some(Ok(BTreeSet::from([zone(graph, subnet, side)?])))),
        Err(why) => Some(Err(why)),
    };
    let registers = node.row.is_some_and(|row| row.has_capacity(&Capacity::Targets));
    if node.kind == NodeKind::Member && registers {
        // An address outside of the VPC is registered for all zones.
        let everywhere = values.get("availability_zone").and_then(|zone| text(&zone)).is_some();
        return match goals(graph, id, Role::TargetOf, side).filter(|_| !everywhere)? {
            Ok(targets) => union(targets, |target| zones_of(graph, target, side)),
            Err(why) => Some(Err(why)),
        };
    }
    match node.kind {
        NodeKind::LoadBalancer => in_subnets(),
        NodeKind::Member | NodeKind::Target => in_subnets().or_else(own),
        _ => None,
    }
}

fn zone(graph: &Graph<'_>, subnet: NodeId, side: Side) -> Option<String> {
    let other = if side == Side::Before { Side::After } else { Side::Before };
    let node = graph.node(subnet)?;
    text(&node.values(side).or_else(|| node.values(other))?.get("availability_zone")?)
}

/// A known text that may be shown.
fn text(value: &Value) -> Option<String> {
    let (inner, masked) = value.unmask();
    inner.as_str().filter(|text| !masked && !text.is_empty()).map(str::to_owned)
}

fn union(ids: Vec<NodeId>, of: impl Fn(NodeId) -> Told<BTreeSet<String>>) -> Told<BTreeSet<String>> {
    let mut all = BTreeSet::new();
    for id in ids {
        match of(id)? {
            Ok(one) => all.extend(one),
            Err(why) => return Some(Err(why)),
        }
    }
    (!all.is_empty()).then_some(Ok(all))
}

/// Whether a DNS name stands in a public zone. Of two zones with the same names the inner one answers inside.
pub(super) fn public_name(graph: &Graph<'_>, entry: NodeId) -> Value {
    let told = goals(graph, entry, Role::InZone, Side::After);
    let Some(Ok(zones)) = told else { return value(told, |_| Value::Null) };
    let Some(zone) = zones.first() else { return Value::Null };
    match is_public(graph, *zone) {
        Some(true) if has_inner_twin(graph, *zone) => Value::Null,
        Some(public) => Value::Bool(public),
        None => Value::Null,
    }
}

/// Whether a pool hands on to targets of every zone; null where it leaves that to its load balancer.
pub(super) fn crosses_zones(stage: &Stage<'_>, pool: NodeId) -> Value {
    as_set(stage, pool, "load_balancing_cross_zone_enabled")
}

/// Whether a load balancer has private addresses only. One that does not say so faces the internet.
pub(super) fn is_internal(stage: &Stage<'_>, balancer: NodeId) -> Value {
    match as_set(stage, balancer, "internal") {
        Value::Null => Value::Bool(false),
        internal => internal,
    }
}

/// A boolean attribute after the apply; null where the configuration leaves it to the provider, whose default it will
/// have. An attribute that is set always stands in plan JSON's configuration.
fn as_set(stage: &Stage<'_>, id: NodeId, name: &str) -> Value {
    let Some(node) = stage.graph.node(id) else { return Value::Null };
    let value = node.values(Side::After).and_then(|values| values.get(name)).unwrap_or(Value::Null);
    if value.as_unknown().is_none() {
        return value.as_bool().map_or(Value::Null, Value::Bool);
    }
    let Some(address) = node.address.as_deref() else { return value };
    let block = stage.input.plan.configuration.resource(address);
    let left = block.is_some_and(|block| !block.expressions.get().contains_key(name));
    if left || stage.bodies.gives(address, name) == Some(false) { Value::Null } else { value }
}

fn is_public(graph: &Graph<'_>, zone: NodeId) -> Option<bool> {
    let node = graph.node(zone)?;
    let values = node.values(Side::After)?;
    match values.get("private_zone") {
        Some(private) if !node.managed => private.as_bool().map(|private| !private),
        _ => {
            let vpc = values.get("vpc").unwrap_or(Value::Null);
            vpc.as_unknown().is_none().then(|| vpc.is_unset())
        }
    }
}

fn has_inner_twin(graph: &Graph<'_>, zone: NodeId) -> bool {
    let name = |id: NodeId| {
        let name = graph.node(id)?.values(Side::After)?.get("name")?;
        name.as_str().map(|name| name.trim_end_matches('.').to_ascii_lowercase())
    };
    let zones = graph.nodes.iter().enumerate().filter(|(_, node)| node.kind == NodeKind::Zone);
    zones.map(|(id, _)| id).any(|id| is_public(graph, id) == Some(false) && name(id) == name(zone))
}
