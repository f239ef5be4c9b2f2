//! Properties of what registers targets in a pool.

use crate::graph::{Graph, NodeId, Role, Side};
use crate::model::Value;

use super::super::stage::Stage;
use super::super::{subjects, three_valued};
use super::forwarders::wrong_references;
use super::pools::takes_traffic;
use super::{any, goals, truth, why};

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
