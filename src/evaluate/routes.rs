//! Properties of a route, the forward edge from a listener or rule to a pool, as the vocabulary lists them.

use crate::graph::{Certainty, Edge, Graph, NodeKind, Role, Side, Weight};
use crate::model::{Number, Step, Value};
use crate::order::Stop;

use super::stage::Stage;
use super::{nodes, outside, subjects, transit, typed};

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
        "members_to_name" => {
            let pool = edge.to.into_iter();
            let members = pool.flat_map(|pool| [Side::Before, Side::After].map(|side| (pool, side)));
            let members = members.flat_map(|(pool, side)| graph.to_any(pool, Role::MemberOf, side));
            nodes::to_name(graph, edge.from, members.map(|member| member.from))
        }
        "misfit" => nodes::redirects::route_misfit(stage, edge),
        "windows" => transit::windows(stage, stage.order.windows_of(position)),
        "stops" => {
            let between = |stop: &&Stop| stop.holder == edge.from && Some(stop.subject) == edge.to;
            transit::stops(stage, stage.order.stops_of(edge.from).filter(between))
        }
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
    let first = |value: Option<Value>, name: &str| value?.get(name)?.elements().into_iter().next();
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

/// An edge is one of several candidates: nothing that is said of it is proved.
pub(super) fn doubt(graph: &Graph<'_>, position: usize) -> Option<String> {
    let edge = graph.edges.get(position).filter(|edge| edge.certainty != Certainty::Exact)?;
    Some(edge.why.clone().unwrap_or_else(|| "where this route leads is known after apply".to_owned()))
}
