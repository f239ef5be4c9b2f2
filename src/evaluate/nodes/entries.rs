//! Properties of what brings traffic to a load balancer.

use crate::graph::{Certainty, Edge, Graph, Liveness, Node, NodeId, NodeKind, Role, Side};
use crate::model::{Path, Step, Value};

use super::super::stage::Stage;
use super::super::{subjects, three_valued};
use super::load_balancers::has_listener;
use super::{object, path, places, sources};

/// What brings traffic leads to one of these, and so does what moves it.
const GOALS: [NodeKind; 3] = [NodeKind::LoadBalancer, NodeKind::Listener, NodeKind::Rule];

pub(in crate::evaluate) fn entry(stage: &Stage<'_>, id: NodeId, name: &str) -> Option<Value> {
    let graph = &stage.graph;
    Some(match name {
        "load_balancers" => nodes(balancers(graph, id, Side::After)),
        "prior_load_balancers" => nodes(balancers(graph, id, Side::Before)),
        "links" => Value::list(graph.from(id, Role::EntryTo, Side::After).map(|edge| link(graph, edge)).collect()),
        "prior_links" => {
            Value::list(graph.from(id, Role::EntryTo, Side::Before).map(|edge| link(graph, edge)).collect())
        }
        "through" => nodes(graph.from(id, Role::Through, Side::After).filter_map(|edge| edge.to).collect()),
        "removed_entries" => removed_entries(graph, id),
        "in_front" => sources(graph.to(id, Role::Through, Side::After)),
        "parts" => sources(graph.to(id, Role::EntryOf, Side::After)),
        "prior_parts" => sources(graph.to(id, Role::EntryOf, Side::Before)),
        "public_name" => places::public_name(graph, id),
        "pools" => nodes(pools(graph, id)),
        "dead_pools" => {
            let dead = |pool: &NodeId| matches!(graph.liveness(*pool, Side::After), Liveness::Dead(_));
            nodes(pools(graph, id).into_iter().filter(dead).collect())
        }
        _ => return None,
    })
}

fn nodes(ids: Vec<NodeId>) -> Value {
    Value::list(ids.into_iter().map(subjects::node).collect())
}

/// The load balancers that an entry leads to, by themselves or by a listener.
fn balancers(graph: &Graph<'_>, id: NodeId, side: Side) -> Vec<NodeId> {
    let goals = graph.from(id, Role::EntryTo, side).filter_map(|edge| edge.to);
    let mut ids: Vec<NodeId> = goals.filter_map(|goal| balancer_of(graph, goal, side)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn balancer_of(graph: &Graph<'_>, goal: NodeId, side: Side) -> Option<NodeId> {
    match graph.node(goal)?.kind {
        NodeKind::Listener => graph.from(goal, Role::ListenerOf, side).next()?.to,
        _ => Some(goal),
    }
}

/// Every pool behind the load balancers of an entry, whatever its weight.
fn pools(graph: &Graph<'_>, id: NodeId) -> Vec<NodeId> {
    let side = Side::After;
    let sure = |edge: &&Edge| edge.certainty == Certainty::Exact;
    let mut ids = Vec::new();
    for balancer in balancers(graph, id, side) {
        for listener in graph.to(balancer, Role::ListenerOf, side).filter(sure).map(|edge| edge.from) {
            let rules = graph.to(listener, Role::RuleOf, side).filter(sure).map(|edge| edge.from);
            for forwarder in std::iter::once(listener).chain(rules) {
                ids.extend(graph.from(forwarder, Role::Forward, side).filter(sure).filter_map(|edge| edge.to));
            }
        }
    }
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// One attribute that leads to a load balancer or listener.
fn link(graph: &Graph<'_>, edge: &Edge) -> Value {
    let goal = edge.to.and_then(|to| graph.node(to).map(|node| (to, node)));
    let doubt = || edge.why.clone().unwrap_or_else(|| "where it leads is known after apply".to_owned());
    let sure = edge.certainty == Certainty::Exact;
    let of_goal = |value: Value| if sure { value } else { Value::unknown_because(doubt()) };
    let balancer = edge.to.and_then(|to| balancer_of(graph, to, Side::After).or(balancer_of(graph, to, Side::Before)));
    let listens = match (sure, balancer) {
        (true, Some(id)) => has_listener(graph, id),
        _ => Err(doubt()),
    };
    let had = balancer.is_some_and(|id| graph.to(id, Role::ListenerOf, Side::Before).next().is_some());
    let values = |side: Side| graph.node(edge.from).and_then(|node| node.values(side));
    let block = values(if edge.after { Side::After } else { Side::Before }).map(|values| around(values, &edge.path));
    object([
        ("attribute", path(&edge.path)),
        ("address", goal.map_or(Value::Null, |(_, node)| Value::string(&node.name))),
        ("to", of_goal(goal.map_or(Value::Null, |(id, _)| subjects::node(id)))),
        ("load_balancer", of_goal(balancer.map_or(Value::Null, subjects::node))),
        ("removed", lost_with(graph, edge, &doubt())),
        ("has_listener", three_valued(listens)),
        ("had_listener", Value::Bool(had)),
        ("block", block.unwrap_or(Value::Null)),
    ])
}

/// The entries before which one stands that go. A name in a zone may stand there again under another address.
fn removed_entries(graph: &Graph<'_>, id: NodeId) -> Value {
    let ways = graph
        .from(id, Role::Through, Side::After)
        .filter(|edge| edge.to.and_then(|to| graph.node(to)).is_none_or(|node| !is_of_zone(node)));
    let mut removed = Vec::new();
    for edge in ways {
        match lost_with(graph, edge, "where it leads is known after apply") {
            Value::Bool(true) => removed.extend(edge.to),
            Value::Bool(false) => {}
            unknown => return unknown,
        }
    }
    nodes(removed)
}

/// Others may lead to an entry by the name that AWS gave to its host.
fn has_host(node: &Node<'_>) -> bool {
    !is_of_zone(node) && node.row.is_some_and(|row| row.identities.iter().any(|identity| identity.host))
}

fn is_of_zone(node: &Node<'_>) -> bool {
    node.row.is_some_and(|row| row.is_of_service("dns"))
}

/// Whether what an attribute names goes. Where that is not certain, nothing goes that the plan leaves in its place.
pub(super) fn lost_with(graph: &Graph<'_>, edge: &Edge, doubt: &str) -> Value {
    let goes = |node: &Node<'_>| node.exists(Side::Before) && (!node.exists(Side::After) || node.is_replaced());
    if edge.certainty == Certainty::Exact {
        let gone = edge.to.and_then(|to| graph.node(to)).is_some_and(|node| !node.exists(Side::After));
        return Value::Bool(gone || edge.to_old);
    }
    let is_goal = |node: &Node<'_>| GOALS.contains(&node.kind) || node.kind == NodeKind::Entry && has_host(node);
    let any = graph.nodes.iter().any(|node| is_goal(node) && goes(node));
    if any { Value::unknown_because(doubt) } else { Value::Bool(false) }
}

/// The block that an attribute stands in.
pub(super) fn around(values: &Value, path: &Path) -> Value {
    let mut block = values.clone();
    let mut value = values.clone();
    for step in &path.steps {
        let inner = match step {
            Step::Name(name) => {
                block = value.clone();
                value.get(name)
            }
            Step::Index(index) => value.elements().into_iter().nth(*index),
        };
        let Some(inner) = inner else { break };
        value = inner;
    }
    block
}
