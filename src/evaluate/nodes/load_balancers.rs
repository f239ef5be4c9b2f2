//! Properties of a load balancer.

use crate::graph::{Certainty, Graph, NodeId, Role, Side};
use crate::model::{Operation, Value};

use super::super::stage::Stage;
use super::super::{subjects, three_valued};
use super::{alarms, goals, places, sources};

pub(in crate::evaluate) fn load_balancer(stage: &Stage<'_>, id: NodeId, name: &str) -> Option<Value> {
    let graph = &stage.graph;
    let listeners = || graph.to(id, Role::ListenerOf, Side::After).map(|edge| edge.from).collect::<Vec<_>>();
    Some(match name {
        "listeners" => sources(graph.to(id, Role::ListenerOf, Side::After)),
        "prior_listeners" => sources(graph.to(id, Role::ListenerOf, Side::Before)),
        "pools" => {
            let rules = listeners().into_iter().flat_map(|listener| graph.to(listener, Role::RuleOf, Side::After));
            let forwarders: Vec<NodeId> = rules.map(|edge| edge.from).chain(listeners()).collect();
            let edges = forwarders.iter().flat_map(|from| graph.from(*from, Role::Forward, Side::After));
            Value::list(goals(edges).into_iter().map(subjects::node).collect())
        }
        "entries" => Value::list(entries(graph, id, Side::After).into_iter().map(subjects::node).collect()),
        "prior_entries" => Value::list(entries(graph, id, Side::Before).into_iter().map(subjects::node).collect()),
        "has_listener" => three_valued(has_listener(graph, id)),
        "all_listeners_known" => three_valued(all_listeners_known(graph, id).map(|()| true)),
        "had_listener" => Value::Bool(graph.to(id, Role::ListenerOf, Side::Before).next().is_some()),
        "internal" => places::is_internal(stage, id),
        "alarms" => alarms::alarms(graph, id),
        "held_by" => Value::list(holders(graph, id).into_iter().map(subjects::node).collect()),
        _ => return None,
    })
}

/// What leads to a load balancer or to one of its listeners.
fn entries(graph: &Graph<'_>, id: NodeId, side: Side) -> Vec<NodeId> {
    let listeners = graph.to(id, Role::ListenerOf, side).flat_map(|edge| graph.to(edge.from, Role::EntryTo, side));
    let mut ids: Vec<NodeId> = graph.to(id, Role::EntryTo, side).chain(listeners).map(|edge| edge.from).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Whether a listener stands in a load balancer after the apply. One that this state never had may stand in another.
pub(in crate::evaluate) fn has_listener(graph: &Graph<'_>, id: NodeId) -> Result<bool, String> {
    let Some(node) = graph.node(id) else { return Err("nothing is known of it".to_owned()) };
    let mut listeners = graph.to(id, Role::ListenerOf, Side::After).peekable();
    if listeners.peek().is_some() {
        return match listeners.find(|edge| edge.certainty == Certainty::Exact) {
            Some(_) => Ok(true),
            None => {
                Err(format!("which load balancer a listener stands in is known after apply, {} or another", node.name))
            }
        };
    }
    if let Some(lost) = graph.lost(Role::ListenerOf, Side::After).find(|edge| !graph.is_wrong(edge)) {
        let from = graph.node(lost.from).map_or("", |from| &from.name);
        return Err(format!("which load balancer {from} stands in is known after apply"));
    }
    let is_new = matches!(node.operation(), Operation::Create | Operation::Replace);
    let had = graph.to(id, Role::ListenerOf, Side::Before).any(|edge| edge.certainty == Certainty::Exact);
    if !node.managed || !is_new && !had {
        return Err(format!("listeners of {} may stand in another state", node.name));
    }
    if let Some(how) = graph.exported(id) {
        return Err(format!("its name leaves this state by {how}, so listeners may be made elsewhere"));
    }
    match graph.opaque() {
        Some(opaque) => Err(opaque.to_owned()),
        None => Ok(false),
    }
}

/// Every listener of a load balancer is in this plan, or why there may be others.
fn all_listeners_known(graph: &Graph<'_>, id: NodeId) -> Result<(), String> {
    let Some(node) = graph.node(id).filter(|node| node.managed) else {
        return Err("the load balancer is not managed here, so its listeners are not in this plan".to_owned());
    };
    let unsure = graph.to(id, Role::ListenerOf, Side::After).find(|edge| edge.certainty != Certainty::Exact);
    if let Some(edge) = unsure.or_else(|| graph.lost(Role::ListenerOf, Side::After).next()) {
        let listener = graph.node(edge.from).map_or("", |node| &node.name);
        return Err(format!("{listener} may stand on {}", node.name));
    }
    if let Some(how) = graph.exported(id) {
        return Err(format!("the ARN of {} leaves this state by {how}, so listeners may be made elsewhere", node.name));
    }
    graph.opaque().map_or(Ok(()), |opaque| Err(opaque.to_owned()))
}

/// What stays, and still names the object that goes: while it does, AWS refuses to delete the load balancer.
fn holders(graph: &Graph<'_>, id: NodeId) -> Vec<NodeId> {
    let Some(node) = graph.node(id) else { return Vec::new() };
    let stays = |from: NodeId| graph.node(from).is_some_and(|from| from.exists(Side::After) && !from.is_replaced());
    let first = node.actions.destroys_first();
    let now = graph.to(id, Role::EntryTo, Side::Before).filter(|_| first).map(|edge| edge.from);
    let later = graph.to_any(id, Role::EntryTo, Side::After).filter(|edge| edge.to_old || !node.exists(Side::After));
    let mut ids: Vec<NodeId> = now
        .chain(later.filter(|edge| edge.certainty == Certainty::Exact).map(|edge| edge.from))
        .filter(|from| stays(*from))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
