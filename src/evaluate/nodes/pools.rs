//! Properties of a pool.

use crate::graph::{Certainty, Edge, Graph, Liveness, Node, NodeId, Role, Side};
use crate::model::{Operation, Value};

use super::super::stage::Stage;
use super::super::{routes, subjects, three_valued};
use super::{any, sources, truth, why};

pub(in crate::evaluate) fn pool(stage: &Stage<'_>, id: NodeId, name: &str) -> Option<Value> {
    let graph = &stage.graph;
    Some(match name {
        "routes" => routes::list(graph, graph.to(id, Role::Forward, Side::After)),
        "prior_routes" => routes::list(graph, graph.to(id, Role::Forward, Side::Before)),
        "routes_to_object_now" => routes::list(graph, to_object_now(graph, id)),
        "members" => sources(graph.to(id, Role::MemberOf, Side::After)),
        "prior_members" => sources(graph.to(id, Role::MemberOf, Side::Before)),
        "live" => truth(graph.liveness(id, Side::After)),
        "prior_live" => truth(graph.liveness(id, Side::Before)),
        "why" => why(&graph.liveness(id, Side::After)),
        "empty" => three_valued(match graph.emptiness(id, Side::After) {
            Liveness::Live => Ok(false),
            Liveness::Dead(_) => Ok(true),
            Liveness::Unknown(why) => Err(why),
        }),
        "routed" => three_valued(routed(graph, id)),
        "takes_traffic" => three_valued(takes_traffic(graph, id)),
        "exported" => graph.exported(id).map_or(Value::Null, Value::string),
        "twins" => {
            let certain = stage.graph.twins(id, &stage.input.plan).into_iter().filter(|twin| twin.collides.is_ok());
            Value::list(certain.map(|twin| subjects::node(twin.pool)).collect())
        }
        "keeps_name" => Value::Bool(keeps_name(stage.graph.node(id)?)),
        "name_taken" => {
            let twins = stage.graph.twins(id, &stage.input.plan).into_iter();
            three_valued(any(twins.map(|twin| twin.collides.map(|()| true))))
        }
        _ => return None,
    })
}

/// The name after the apply is known and the one of now. A name that is known only after apply is generated, and new.
fn keeps_name(node: &Node<'_>) -> bool {
    let name = |side: Side| node.values(side).and_then(|values| values.get("name"));
    match (name(Side::Before), name(Side::After)) {
        (Some(before), Some(after)) => before.as_str().is_some_and(|before| after.as_str() == Some(before)),
        _ => false,
    }
}

/// Routes that hold after the apply and name the object that exists now: it is deposed, or goes away, or is replaced.
fn to_object_now<'g>(graph: &'g Graph<'_>, id: NodeId) -> impl Iterator<Item = &'g Edge> {
    let goes = graph.node(id).is_some_and(|node| node.deposed.is_some() || node.operation() == Operation::Delete);
    graph.to_any(id, Role::Forward, Side::After).filter(move |edge| goes || edge.to_old)
}

/// Whether anything forwards to a pool after the apply.
fn routed(graph: &Graph<'_>, id: NodeId) -> Result<bool, String> {
    let mut possible = None;
    for edge in graph.to(id, Role::Forward, Side::After) {
        if edge.certainty == Certainty::Exact {
            return Ok(true);
        }
        possible = possible.or(edge.why.clone());
    }
    let lost = graph.lost(Role::Forward, Side::After).find(|edge| !graph.is_wrong(edge));
    match possible.or_else(|| lost.map(|edge| may_forward(graph, edge))) {
        Some(why) => Err(why),
        None => Ok(false),
    }
}

fn may_forward(graph: &Graph<'_>, edge: &Edge) -> String {
    let from = graph.node(edge.from).map_or("", |node| &node.name);
    format!("{from} forwards to a pool that is not known: {}", edge.why.as_deref().unwrap_or("known after apply"))
}

/// Whether a pool gets a share of some route's traffic after the apply.
pub(in crate::evaluate) fn takes_traffic(graph: &Graph<'_>, id: NodeId) -> Result<bool, String> {
    let mut unknown = None;
    for edge in graph.to(id, Role::Forward, Side::After) {
        match graph.share(edge, Side::After) {
            Some(share) if share > 0.0 && edge.certainty == Certainty::Exact => return Ok(true),
            Some(share) if share <= 0.0 => {}
            Some(_) => unknown = unknown.or_else(|| Some(may_forward(graph, edge))),
            None => unknown = unknown.or_else(|| Some("the weights of a route to it are not known".to_owned())),
        }
    }
    unknown.map_or(Ok(false), Err)
}
