//! Properties of the graph's nodes, as the vocabulary lists them.

mod alarms;
mod certificates;
mod doors;
mod entries;
pub(super) mod forwarders;
mod load_balancers;
mod members;
mod places;
mod pools;
mod reach;
pub(super) mod redirects;
mod rules;
mod targets;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::graph::{Certainty, Edge, Graph, Liveness, Node, NodeId, NodeKind, Role, Side};
use crate::model::{Address, Bounds, Origin, Path, Unknown, Value};

use super::rules::Found;
use super::stage::Stage;
use super::{outside, subjects, three_valued, transit};

/// The property `name` of a node; `None` where its class has no such property.
pub(super) fn property(stage: &Stage<'_>, id: NodeId, name: &str) -> Option<Value> {
    let node = stage.graph.node(id)?;
    if let Some(value) = outside::property(stage, id, name) {
        return Some(value);
    }
    let own = match name {
        "production" => Some(Value::Bool(stage.production.covers(&stage.graph, id))),
        "attrs" => Some(attrs(stage, node)),
        "vpc" => places::vpc(stage, id),
        "availability_zones" => places::zones(stage, id, Side::After),
        "prior_availability_zones" => places::zones(stage, id, Side::Before),
        "stops" => Some(transit::stops(stage, stage.order.stops_of(id))),
        "windows" => Some(transit::windows(stage, stage.order.windows_at(id))),
        _ => common(node, name),
    };
    own.or_else(|| match node.kind {
        NodeKind::Pool => pools::pool(stage, id, name),
        NodeKind::Member => members::member(stage, id, name),
        NodeKind::Listener => forwarders::listener(stage, id, name),
        NodeKind::Rule => forwarders::rule(stage, id, name),
        NodeKind::LoadBalancer => load_balancers::load_balancer(stage, id, name),
        NodeKind::Entry => entries::entry(stage, id, name),
        _ => None,
    })
}

/// The attributes after the apply, with the provenance of what is not known.
fn attrs(stage: &Stage<'_>, node: &Node<'_>) -> Value {
    let change = node.address.as_deref().filter(|_| node.deposed.is_none() && node.after.is_some());
    let index = change.and_then(|address| stage.world.index.change(address));
    let planned = || values_of(node, Side::After);
    index.map_or_else(planned, |index| stage.body(index))
}

/// The port of a pool's health check, where traffic goes to `traffic`. An unset one is that; `None` where it is not known,
/// or nothing is checked.
fn health_port(stage: &Stage<'_>, pool: NodeId, traffic: i128) -> Option<i128> {
    let checks = stage.graph.node(pool)?.values(Side::After)?.get("health_check");
    let check = checks.and_then(|checks| checks.elements().into_iter().next());
    if check.as_ref().and_then(|check| check.get("enabled")?.as_bool()) == Some(false) {
        return None;
    }
    let port = pools::health_check(stage, pool).get("port").filter(|port| !port.is_unset());
    match port {
        None => Some(traffic),
        Some(port) if port.as_str() == Some("traffic-port") => Some(traffic),
        Some(port) => port.as_number()?.as_i128(),
    }
}

/// The values on a side. What another input only knows after its apply is no attribute of this one.
fn values_of(node: &Node<'_>, side: Side) -> Value {
    let values = node.values(side).cloned().unwrap_or(Value::Null);
    match &node.home {
        Some(home) if values.first_unknown().is_some() => elsewhere(&values, &home.input),
        _ => values,
    }
}

fn elsewhere(value: &Value, input: &str) -> Value {
    let (inner, masked) = value.unmask();
    let new = match inner {
        Value::Unknown(_) => Value::unknown_because(format!("known once {input} is applied")),
        Value::Seq(kind, elements) => {
            Value::Seq(*kind, Arc::new(elements.iter().map(|element| elsewhere(element, input)).collect()))
        }
        Value::Object(entries) => {
            let each = entries.iter().map(|(name, part)| (Arc::clone(name), elsewhere(part, input)));
            Value::object(each.collect())
        }
        other => other.clone(),
    };
    if masked { new.sensitive() } else { new }
}

/// What every node has.
pub(super) fn common(node: &Node<'_>, name: &str) -> Option<Value> {
    let values = |side: Side| values_of(node, side);
    Some(match name {
        "address" => Value::string(&node.name),
        "type" if node.type_.is_ascii() => Value::String(Arc::clone(&node.type_)),
        "type" => Value::string(&node.type_),
        "name" => node.address.as_ref().map_or(Value::Null, |address| Value::string(&address.name)),
        "service" => Value::string(node.row.map_or("", |row| &row.service)),
        "kind" => Value::string(node.kind.word()),
        "attrs" => values(Side::After),
        "prior_attrs" => values(Side::Before),
        "operation" if node.is_only_written() => Value::Null,
        "operation" => Value::string(node.operation().word()),
        "actions" => Value::list(node.actions.words().map(Value::string).collect()),
        "ignored_changes" => Value::list(node.ignored_changes.iter().map(|name| Value::string(name)).collect()),
        "lifecycle_known" if node.is_configured => Value::Bool(true),
        "lifecycle_known" => {
            Value::unknown_because("plan JSON does not have its lifecycle: add --config with the configuration")
        }
        "prevents_destroy" => Value::Bool(node.prevents_destroy),
        "destroyed_first" => Value::Bool(node.actions.destroys_first()),
        "created_first" => Value::Bool(node.actions.creates_first()),
        "before" => Value::Bool(node.exists(Side::Before)),
        "after" => Value::Bool(node.exists(Side::After)),
        "managed" => Value::Bool(node.managed),
        "deposed" => node.deposed.as_ref().map_or(Value::Null, |key| Value::string(key)),
        _ => return None,
    })
}

/// Liveness as a boolean.
fn truth(liveness: Liveness) -> Value {
    three_valued(match liveness {
        Liveness::Live => Ok(true),
        Liveness::Dead(_) => Ok(false),
        Liveness::Unknown(why) => Err(why),
    })
}

fn why(liveness: &Liveness) -> Value {
    Value::string(match liveness {
        Liveness::Live => "",
        Liveness::Dead(why) | Liveness::Unknown(why) => why,
    })
}

/// What the block of a node can name in `depends_on` to wait for others: a block beside it, or a module that is called
/// beside it and has the block inside.
pub(super) fn to_name(graph: &Graph<'_>, from: NodeId, others: impl Iterator<Item = NodeId>) -> Value {
    let address = |id: NodeId| graph.node(id).and_then(|node| node.address.as_deref());
    let calls = |address: &Address| address.module.0.iter().map(|step| step.name.to_string()).collect::<Vec<_>>();
    let Some(own) = address(from).map(calls) else { return Value::list(Vec::new()) };
    let name = |other: NodeId| {
        let other = address(other)?;
        match calls(other).strip_prefix(own.as_slice())? {
            [] => Some(format!("{}.{}", other.type_, other.name)),
            [call, ..] => Some(format!("module.{call}")),
        }
    };
    let names: BTreeSet<String> = others.filter_map(name).collect();
    Value::list(names.iter().map(|name| Value::string(name)).collect())
}

/// The nodes that edges start at, each once.
fn sources<'g>(edges: impl Iterator<Item = &'g Edge>) -> Value {
    let mut ids: Vec<NodeId> = edges.map(|edge| edge.from).collect();
    ids.sort_unstable();
    ids.dedup();
    Value::list(ids.into_iter().map(subjects::node).collect())
}

/// The nodes that edges lead to, each once.
fn goals<'g>(edges: impl Iterator<Item = &'g Edge>) -> Vec<NodeId> {
    let mut ids: Vec<NodeId> = edges.filter_map(|edge| edge.to).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// True where one certainly is, unknown where one may be.
fn any(truths: impl Iterator<Item = Result<bool, String>>) -> Result<bool, String> {
    let mut unknown = Ok(false);
    for truth in truths {
        match truth {
            Ok(true) => return Ok(true),
            Ok(false) => {}
            Err(why) => unknown = Err(why),
        }
    }
    unknown
}

/// The one node that an edge of `role` leads to.
pub(super) fn goal(graph: &Graph<'_>, id: NodeId, role: Role) -> Value {
    let edge = graph.from(id, role, Side::After).next().or_else(|| graph.from(id, role, Side::Before).next());
    match edge {
        Some(Edge { to: Some(to), certainty: Certainty::Exact, .. }) => subjects::node(*to),
        Some(edge) => Value::unknown_because(edge.why.as_deref().unwrap_or("known after apply")),
        None => Value::Null,
    }
}

/// Nodes as a list; of unknown length where some only may be in it.
fn listed(found: Found, why: &str) -> Value {
    let values = |ids: Vec<NodeId>| ids.into_iter().map(subjects::node).collect::<Vec<_>>();
    bounded(values(found.certain), values(found.possible), why)
}

/// A list that certainly has some elements and may have others.
pub(super) fn bounded(certain: Vec<Value>, possible: Vec<Value>, why: &str) -> Value {
    if possible.is_empty() {
        return Value::list(certain);
    }
    let mut unknown = Unknown::new(Origin::Elsewhere, Some(why.into()));
    unknown.bounds = Some(Arc::new(Bounds::Elements { certain, possible: Arc::new(possible) }));
    Value::Unknown(Arc::new(unknown))
}

fn path(path: &Path) -> Value {
    Value::string(&path.to_string())
}

fn object<const N: usize>(entries: [(&str, Value); N]) -> Value {
    let entries = entries.into_iter().map(|(name, value)| (Arc::from(name), value));
    Value::object(entries.collect())
}
