//! Properties of what registers targets in a pool.

use crate::graph::{Certainty, Graph, NodeId, Role, Side};
use crate::model::Value;
use crate::routing::target_fits;

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
        "prior_targets" => {
            let targets = goals(graph.from(id, Role::TargetOf, Side::Before));
            Value::list(targets.into_iter().map(subjects::node).collect())
        }
        "wrong_target" => wrong_target(stage, id),
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

/// Why its pool does not take what it registers; null where it does, or where neither can be told by its name.
fn wrong_target(stage: &Stage<'_>, id: NodeId) -> Value {
    let graph = &stage.graph;
    let Some(values) = graph.node(id).and_then(|node| node.values(Side::After)) else { return Value::Null };
    let target = values.get("target_id").unwrap_or(Value::Null);
    let edge = graph.from(id, Role::MemberOf, Side::After).find(|edge| edge.certainty == Certainty::Exact);
    let Some(pool) = edge.and_then(|edge| graph.node(edge.to?)) else { return Value::Null };
    let wanted = pool.values(Side::After).and_then(|pool| pool.get("target_type"));
    let Some(wanted) = wanted.as_ref().and_then(Value::as_str) else { return Value::Null };
    // What is known after apply is an attribute of a resource, and which one the reference says.
    let fits = target.as_str().is_none_or(|text| text.is_empty() || target_fits(wanted, text));
    if fits { Value::Null } else { Value::string(&format!("{} takes targets of type {wanted}", pool.name)) }
}
