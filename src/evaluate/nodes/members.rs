//! Properties of what registers targets in a pool.

use crate::graph::{Certainty, Edge, Graph, NodeId, Role, Side};
use crate::model::Value;

use super::super::stage::Stage;
use super::super::{subjects, three_valued};
use super::forwarders::wrong_references;
use super::pools::takes_traffic;
use super::{any, goals, object, path, truth, why};

pub(in crate::evaluate) fn member(stage: &Stage<'_>, id: NodeId, name: &str) -> Option<Value> {
    let graph = &stage.graph;
    Some(match name {
        "pools" => Value::list(pools(graph, id, Side::After).into_iter().map(subjects::node).collect()),
        "prior_pools" => Value::list(pools(graph, id, Side::Before).into_iter().map(subjects::node).collect()),
        "targets" => {
            let targets = goals(graph.from(id, Role::TargetOf, Side::After));
            Value::list(targets.into_iter().map(subjects::node).collect())
        }
        "live" => truth(graph.capacity(id, Side::After)),
        "prior_live" => truth(graph.capacity(id, Side::Before)),
        "why" => why(&graph.capacity(id, Side::After)),
        "takes_traffic" => {
            three_valued(any(pools(graph, id, Side::After).into_iter().map(|pool| takes_traffic(graph, pool))))
        }
        "steers" => {
            Value::list(graph.from(id, Role::Steers, Side::After).filter_map(|edge| steered(graph, edge)).collect())
        }
        "wrong_references" => wrong_references(graph, id),
        _ => return None,
    })
}

/// The pools a member is in: by itself, or through what attaches it.
fn pools(graph: &Graph<'_>, id: NodeId, side: Side) -> Vec<NodeId> {
    let own = graph.from(id, Role::MemberOf, side);
    let attachments = graph.to(id, Role::TargetOf, side).map(|edge| edge.from);
    let attached = attachments.flat_map(|attachment| graph.from(attachment, Role::MemberOf, side));
    goals(own.chain(attached))
}

/// A listener or rule whose traffic a deployment moves.
fn steered(graph: &Graph<'_>, edge: &Edge) -> Option<Value> {
    let to = edge.to.filter(|_| edge.certainty == Certainty::Exact);
    let Some(node) = to.and_then(|to| graph.node(to)) else {
        let why = edge.why.as_deref().unwrap_or("which listener or rule it moves is known after apply");
        return Some(object([
            ("attribute", path(&edge.path)),
            ("address", Value::Null),
            ("removed", Value::unknown_because(why)),
        ]));
    };
    // A value that stays as it was names the object that was there.
    let removed = !node.exists(Side::After) || edge.to_old;
    Some(object([
        ("attribute", path(&edge.path)),
        ("address", Value::string(&node.name)),
        ("removed", Value::Bool(removed)),
    ]))
}
