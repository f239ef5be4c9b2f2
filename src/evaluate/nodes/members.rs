//! Properties of what registers targets in a pool.

use crate::graph::{Certainty, Edge, Graph, NodeId, NodeKind, Role, Side};
use crate::model::{Step, Value};

use super::super::rules::Found;
use super::super::stage::Stage;
use super::super::{subjects, three_valued};
use super::entries::lost_with;
use super::forwarders::wrong_references;
use super::pools::takes_traffic;
use super::{any, goals, listed, object, path, reach, sources, targets, to_name, truth, why};

pub(in crate::evaluate) fn member(stage: &Stage<'_>, id: NodeId, name: &str) -> Option<Value> {
    let graph = &stage.graph;
    Some(match name {
        "pools" => Value::list(pools(graph, id, Side::After).into_iter().map(subjects::node).collect()),
        "prior_pools" => Value::list(pools(graph, id, Side::Before).into_iter().map(subjects::node).collect()),
        "targets" => {
            let targets = goals(graph.from(id, Role::TargetOf, Side::After));
            Value::list(targets.into_iter().map(subjects::node).collect())
        }
        "prior_targets" => {
            let targets = goals(graph.from(id, Role::TargetOf, Side::Before));
            Value::list(targets.into_iter().map(subjects::node).collect())
        }
        "wrong_target" => targets::wrong_target(stage, id),
        "live" => truth(graph.capacity(id, Side::After)),
        "prior_live" => truth(graph.capacity(id, Side::Before)),
        "why" => why(&graph.capacity(id, Side::After)),
        "takes_traffic" => three_valued(any(registrations(graph, id, Side::After).map(|edge| takes(graph, edge)))),
        "own_pools" => Value::list(goals(own(graph, id)).into_iter().map(subjects::node).collect()),
        "own_attributes" => Value::list(attributes(own(graph, id)).iter().map(|name| Value::string(name)).collect()),
        "attached_by" => attached_by(graph, id),
        "stopped" => three_valued(graph.is_stopped(id)),
        "unanswered_port" => unanswered_port(graph, id),
        "prior_target_listeners" => {
            let targets = goals(graph.from(id, Role::TargetOf, Side::After)).into_iter();
            sources(targets.flat_map(|target| graph.to(target, Role::ListenerOf, Side::Before)))
        }
        "steers" => {
            Value::list(graph.from(id, Role::Steers, Side::After).filter_map(|edge| steered(graph, edge)).collect())
        }
        "refused_traffic" => reach::refused(stage, id, reach::Asked::Traffic),
        "refused_health_check" => reach::refused(stage, id, reach::Asked::HealthCheck),
        "wrong_references" => wrong_references(graph, id),
        "routes_to_name" => {
            let pools = pools(graph, id, Side::After).into_iter();
            let routes = pools.flat_map(|pool| graph.to(pool, Role::Forward, Side::After));
            to_name(graph, id, routes.map(|route| route.from))
        }
        _ => return None,
    })
}

/// The pools a member is in: by itself, or through what attaches it.
pub(super) fn pools(graph: &Graph<'_>, id: NodeId, side: Side) -> Vec<NodeId> {
    goals(registrations(graph, id, side))
}

fn registrations<'g>(graph: &'g Graph<'_>, id: NodeId, side: Side) -> impl Iterator<Item = &'g Edge> {
    let attachments = graph.to(id, Role::TargetOf, side).map(|edge| edge.from);
    let attached = attachments.flat_map(move |attachment| graph.from(attachment, Role::MemberOf, side));
    graph.from(id, Role::MemberOf, side).chain(attached)
}

/// The pool of a registration takes traffic. Where it is one of several, that is not known of any.
fn takes(graph: &Graph<'_>, edge: &Edge) -> Result<bool, String> {
    let Some(pool) = edge.to else { return Ok(false) };
    let takes = takes_traffic(graph, pool);
    let doubt = || edge.why.clone().unwrap_or_else(|| "which pool it is in is known after apply".to_owned());
    if takes == Ok(true) && edge.certainty != Certainty::Exact { Err(doubt()) } else { takes }
}

/// Attachments that put it into pools. One that is for another member perhaps only may be among them.
fn attached_by(graph: &Graph<'_>, id: NodeId) -> Value {
    let mut found = Found::default();
    for edge in graph.to(id, Role::TargetOf, Side::After) {
        found.add(edge.from, (edge.certainty == Certainty::Exact).then_some(true));
    }
    listed(found, "whom an attachment is for is known after apply")
}

/// The edges to pools that a member's own attributes make, and are certain of.
fn own<'g>(graph: &'g Graph<'_>, id: NodeId) -> impl Iterator<Item = &'g Edge> {
    graph.from(id, Role::MemberOf, Side::After).filter(|edge| edge.certainty == Certainty::Exact)
}

fn attributes<'g>(edges: impl Iterator<Item = &'g Edge>) -> Vec<String> {
    let first = |edge: &Edge| match edge.path.steps.first() {
        Some(Step::Name(name)) => Some(name.to_string()),
        _ => None,
    };
    let mut names: Vec<String> = edges.filter_map(first).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The port on which a member registers a load balancer that listens on other ports only; null where it answers. One
/// without any listener here may have them elsewhere.
fn unanswered_port(graph: &Graph<'_>, id: NodeId) -> Value {
    let edge = graph.from(id, Role::TargetOf, Side::After).find(|edge| {
        edge.to.and_then(|to| graph.node(to)).is_some_and(|node| node.kind == NodeKind::LoadBalancer && node.managed)
    });
    let Some((edge, balancer)) = edge.and_then(|edge| Some((edge, edge.to?))) else { return Value::Null };
    if edge.certainty != Certainty::Exact {
        return Value::unknown_because(edge.why.as_deref().unwrap_or("what it registers is known after apply"));
    }
    let on_it: Vec<&Edge> = graph.to(balancer, Role::ListenerOf, Side::After).collect();
    let listeners: Vec<NodeId> = on_it.iter().map(|edge| edge.from).collect();
    let unsure = on_it.iter().any(|edge| edge.certainty != Certainty::Exact);
    let open = unsure || graph.lost(Role::ListenerOf, Side::After).next().is_some();
    let ports: Option<Vec<i128>> = listeners.iter().map(|listener| number(graph, *listener, "port")).collect();
    match (registered_port(graph, id), ports) {
        (Some(port), Some(ports)) if ports.contains(&port) => Value::Null,
        (Some(port), Some(ports)) if !ports.is_empty() && !open => Value::integer(port),
        (Some(_), Some(_)) => Value::unknown_because("listeners of the load balancer may stand in another state"),
        _ => Value::unknown_because("the ports are known after apply"),
    }
}

/// The port of the attachment, else that of its pool.
fn registered_port(graph: &Graph<'_>, id: NodeId) -> Option<i128> {
    let pool = || graph.from(id, Role::MemberOf, Side::After).next()?.to;
    number(graph, id, "port").or_else(|| number(graph, pool()?, "port"))
}

fn number(graph: &Graph<'_>, id: NodeId, name: &str) -> Option<i128> {
    super::super::number(graph.node(id)?.values(Side::After)?, name)
}

/// A listener or rule whose traffic a deployment moves.
fn steered(graph: &Graph<'_>, edge: &Edge) -> Option<Value> {
    let to = edge.to.filter(|_| edge.certainty == Certainty::Exact);
    let Some(node) = to.and_then(|to| graph.node(to)) else {
        let why = edge.why.as_deref().unwrap_or("which listener or rule it moves is known after apply");
        let removed = lost_with(graph, edge, why);
        return Some(object([("attribute", path(&edge.path)), ("address", Value::Null), ("removed", removed)]));
    };
    // A value that stays as it was names the object that was there.
    Some(object([
        ("attribute", path(&edge.path)),
        ("address", Value::string(&node.name)),
        ("removed", lost_with(graph, edge, "")),
    ]))
}
