//! Properties of a pool.

use crate::graph::{Certainty, Edge, Graph, Liveness, Node, NodeId, Role, Side};
use crate::model::{ConfigNode, Operation, Value};

use super::super::rules::Found;
use super::super::stage::Stage;
use super::super::{routes, subjects, three_valued, used};
use super::{any, bounded, object, places, redirects, sources, truth, why};

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
        "load_balancers" => load_balancers(graph, id),
        "health_check" => health_check(stage, id),
        "protocol_version" => match redirects::version_of(stage, id) {
            Ok(version) => Value::string(&version),
            Err(why) => Value::unknown_because(why),
        },
        "used_elsewhere" => used::elsewhere(stage, id),
        "routes_elsewhere" => routes_elsewhere(graph, id),
        "exported" => graph.exported(id).map_or(Value::Null, Value::string),
        "crosses_zones" => places::crosses_zones(stage, id),
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

/// The load balancers that forward to it after the apply.
fn load_balancers(graph: &Graph<'_>, id: NodeId) -> Value {
    let all = redirects::balancers(graph, id, Side::After);
    let mut found = Found::default();
    let known = |id: NodeId| {
        // A data source that is read during the apply may find the very load balancer that is managed here.
        graph.node(id).is_some_and(|node| node.managed || node.is_literal() || node.before.is_some())
    };
    for (balancer, sure) in all {
        found.add(balancer, (sure && known(balancer)).then_some(true));
    }
    let nodes = |ids: Vec<NodeId>| ids.into_iter().map(subjects::node).collect::<Vec<Value>>();
    let mut possible = nodes(found.possible);
    possible.extend(redirects::astray(graph, id).map(Value::unknown_because));
    bounded(nodes(found.certain), possible, "which load balancer a listener of it stands on is known after apply")
}

/// Routes of other inputs that name the object of now after all of them are applied. A plan that moves its route away is
/// no help where this one is applied first.
fn routes_elsewhere(graph: &Graph<'_>, id: NodeId) -> Value {
    let there = |edge: &&Edge| graph.is_foreign(edge.from);
    let value = |edge: &Edge| graph.position(edge).map(subjects::route);
    let stays: Vec<&Edge> = to_object_now(graph, id).filter(there).collect();
    let (sure, doubtful): (Vec<&Edge>, Vec<&Edge>) = stays.iter().partition(|edge| edge.certainty == Certainty::Exact);
    let moves = graph.to_any(id, Role::Forward, Side::Before).filter(there);
    let moves: Vec<&Edge> = moves.filter(|edge| !stays.iter().any(|stays| stays.from == edge.from)).collect();
    let home =
        |edge: &&Edge| graph.node(edge.from)?.home.as_ref().map(|home| (home.address.clone(), home.input.clone()));
    let why = moves.iter().find_map(home).map_or_else(
        || "where a route of another input leads is known once that one is applied".to_owned(),
        |(address, input)| format!("{address} is moved away from it by {input}, which has to be applied first"),
    );
    let possible = moves.into_iter().chain(doubtful).filter_map(value).collect();
    bounded(sure.into_iter().filter_map(value).collect(), possible, &why)
}

/// Its health check after the apply. What the configuration leaves to the provider is null here, and not unknown.
pub(super) fn health_check(stage: &Stage<'_>, id: NodeId) -> Value {
    const FIELDS: [&str; 7] = ["enabled", "interval", "timeout", "matcher", "path", "port", "protocol"];
    let Some(node) = stage.graph.node(id) else { return Value::Null };
    let block = node.address.as_deref().and_then(|address| stage.input.plan.configuration.resource(address));
    let written = block.and_then(|block| match block.expressions.get().get("health_check") {
        Some(ConfigNode::Blocks(blocks)) => blocks.first(),
        _ => None,
    });
    let checks = node.values(Side::After).and_then(|values| values.get("health_check")).unwrap_or(Value::Null);
    let first = |blocks: Value| blocks.elements().into_iter().next();
    let check = first(checks).unwrap_or(Value::Null);
    let set_to = node.address.as_deref().and_then(|address| first(stage.bodies.written(address, "health_check")?));
    object(FIELDS.map(|field| {
        let value = check.get(field).unwrap_or(Value::Null);
        let by_null =
            || set_to.as_ref().is_some_and(|block| block.get(field).is_none_or(|set_to| set_to == Value::Null));
        let is_left =
            value.as_unknown().is_some() && (written.is_none_or(|written| written.get(field).is_none()) || by_null());
        (field, if is_left { Value::Null } else { value })
    }))
}
