//! Properties of a route, the forward edge from a listener or rule to a pool, as the vocabulary lists them.

use crate::graph::{Certainty, Edge, Graph, NodeId, NodeKind, Role, Side, Weight};
use crate::model::{Number, Operation, Step, Value};
use crate::order::Half;

use super::stage::Stage;
use super::{nodes, outside, subjects, three_valued, typed};

const NO_STATE: &str = "the recorded state is not at hand; it decides the order of destroys: add --config PLANFILE, the \
                        file that `plan -out` wrote";

/// Edges as a list of routes.
pub(super) fn list<'g>(graph: &'g Graph<'_>, edges: impl Iterator<Item = &'g Edge>) -> Value {
    Value::list(edges.filter_map(|edge| graph.position(edge)).map(subjects::route).collect())
}

/// The property `name` of the edge at `position`; `None` where routes have no such property.
pub(super) fn property(stage: &Stage<'_>, position: usize, name: &str) -> Option<Value> {
    let graph = &stage.graph;
    let edge = graph.edges.get(position)?;
    let from = graph.node(edge.from)?;
    Some(match name {
        "address" => Value::string(&from.name),
        "kind" => Value::string("route"),
        "from" => subjects::node(edge.from),
        "listener" => match from.kind {
            NodeKind::Listener => subjects::node(edge.from),
            _ => nodes::goal(graph, edge.from, Role::RuleOf),
        },
        "load_balancer" => nodes::property(stage, edge.from, "load_balancer")?,
        "pool" => match edge.to {
            Some(to) => subjects::node(to),
            None => Value::unknown_because(edge.why.as_deref().unwrap_or("known after apply")),
        },
        "weight" => weight(edge),
        "share" => share(graph.share(edge, Side::After).filter(|_| edge.after), edge.after),
        "prior_share" => prior_share(graph, edge),
        "certainty" => Value::string(edge.certainty.word()),
        "attribute" => Value::string(&edge.path.to_string()),
        "before" => Value::Bool(edge.before),
        "after" => Value::Bool(edge.after),
        "to_old_object" => Value::Bool(edge.to_old),
        "leaves_object" => Value::Bool(leaves_object(graph, edge)),
        "production" => Value::Bool(stage.production.covers(graph, edge.from)),
        "pool_removed_first" => three_valued(pool_removed_first(stage, edge)),
        "members_removed_first" => three_valued(members_removed_first(stage, edge)),
        "misfit" => nodes::redirects::route_misfit(stage, edge),
        "sticky" => Value::Bool(is_sticky(graph, edge)),
        "typed_in" => Value::Bool(typed::is_typed_in(stage, edge)),
        "crosses" => typed::crosses(graph, edge).map_or(Value::Null, |where_| Value::string(&where_)),
        other => return outside::property(stage, edge.from, other).or_else(|| nodes::common(from, other)),
    })
}

fn weight(edge: &Edge) -> Value {
    match &edge.weight {
        Weight::Single => Value::Null,
        Weight::Known(weight) => Value::integer(*weight),
        Weight::Unknown(why) => Value::unknown_because(why.as_str()),
    }
}

fn share(known: Option<f64>, holds: bool) -> Value {
    match known.and_then(Number::from_f64) {
        Some(share) => Value::Number(share),
        None if holds => Value::unknown_because("the weights of this route are not known"),
        None => Value::integer(0),
    }
}

/// Its action keeps a client on the pool that it has met first.
fn is_sticky(graph: &Graph<'_>, edge: &Edge) -> bool {
    let values =
        graph.node(edge.from).and_then(|from| from.values(if edge.after { Side::After } else { Side::Before }));
    let actions = values.zip(edge.path.steps.first()).and_then(|(values, step)| match step {
        Step::Name(name) => values.get(name),
        Step::Index(_) => None,
    });
    let Some(Step::Index(index)) = edge.path.steps.get(1) else { return false };
    let action = actions.as_ref().and_then(Value::as_seq).and_then(|actions| actions.get(*index)).cloned();
    let first = |value: Option<Value>, name: &str| value?.get(name)?.as_seq()?.first().cloned();
    let stickiness = first(first(action, "forward"), "stickiness");
    stickiness.and_then(|stickiness| stickiness.get("enabled")?.as_bool()).unwrap_or(false)
}

/// The share of the same listener or rule that the same pool gets now.
fn prior_share(graph: &Graph<'_>, edge: &Edge) -> Value {
    let exists = graph.node(edge.from).is_some_and(|from| from.exists(Side::Before));
    let known = edge.to.and_then(|to| graph.share_of(edge.from, to, Side::Before));
    share(known.filter(|_| exists), exists)
}

/// After the apply the route does not lead to the object that it leads to now.
fn leaves_object(graph: &Graph<'_>, edge: &Edge) -> bool {
    let replaced = edge.to.and_then(|to| graph.node(to)).is_some_and(|pool| pool.is_replaced());
    let stays = |other: &&Edge| other.to == edge.to && (!replaced || other.to_old);
    edge.before && !graph.from(edge.from, Role::Forward, Side::After).any(|other| stays(&other))
}

/// The pool's destruction comes before the change of the listener or rule that leaves it.
fn pool_removed_first(stage: &Stage<'_>, edge: &Edge) -> Result<bool, String> {
    let Some(pool) = edge.to.filter(|pool| is_destroyed(&stage.graph, *pool)) else { return Ok(false) };
    destroyed_before_change(stage, pool, edge.from)
}

/// Every member that the pool has now is destroyed before the change of the listener or rule that leaves it.
fn members_removed_first(stage: &Stage<'_>, edge: &Edge) -> Result<bool, String> {
    let Some(pool) = edge.to else { return Ok(false) };
    let members: Vec<NodeId> = stage.graph.to(pool, Role::MemberOf, Side::Before).map(|member| member.from).collect();
    if members.is_empty() || !members.iter().all(|member| is_destroyed(&stage.graph, *member)) {
        return Ok(false);
    }
    for member in members {
        if !destroyed_before_change(stage, member, edge.from)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn is_destroyed(graph: &Graph<'_>, id: NodeId) -> bool {
    graph.node(id).is_some_and(|node| node.actions.destroys())
}

fn destroyed_before_change(stage: &Stage<'_>, destroyed: NodeId, changed: NodeId) -> Result<bool, String> {
    let nodes = stage.graph.node(destroyed).zip(stage.graph.node(changed));
    let Some((destroyed, changed)) = nodes else { return Ok(false) };
    if !matches!(changed.operation(), Operation::Update | Operation::Replace) {
        return Ok(false);
    }
    let (Some(first), Some(second)) = (&destroyed.address, &changed.address) else { return Ok(false) };
    // The pool of a resource that is its own listener goes with it.
    if first == second {
        return Ok(false);
    }
    let Some(order) = &stage.order else { return Err(NO_STATE.to_owned()) };
    let first = (&**first, destroyed.deposed.as_deref(), Half::Destroy);
    Ok(order.precedes(first, (&**second, None, Half::Make)))
}

/// An edge is one of several candidates: nothing that is said of it is proved.
pub(super) fn doubt(graph: &Graph<'_>, position: usize) -> Option<String> {
    let edge = graph.edges.get(position).filter(|edge| edge.certainty != Certainty::Exact)?;
    Some(edge.why.clone().unwrap_or_else(|| "where this route leads is known after apply".to_owned()))
}
