//! Properties of the graph's nodes, as the vocabulary lists them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::graph::{Certainty, Edge, Forward, Graph, Liveness, Node, NodeId, NodeKind, Role, Side};
use crate::model::{Operation, Path, Value};

use super::stage::Stage;
use super::{routes, subjects, three_valued};

/// The property `name` of a node; `None` where its class has no such property.
pub(super) fn property(stage: &Stage<'_>, id: NodeId, name: &str) -> Option<Value> {
    let node = stage.graph.node(id)?;
    common(node, name).or_else(|| match node.kind {
        NodeKind::Pool => pool(stage, id, name),
        NodeKind::Member => member(stage, id, name),
        NodeKind::Listener => listener(stage, id, name),
        NodeKind::Rule => rule(stage, id, name),
        NodeKind::LoadBalancer => load_balancer(stage, id, name),
        NodeKind::Entry | NodeKind::Target | NodeKind::Scaler => None,
    })
}

/// What every node has.
pub(super) fn common(node: &Node<'_>, name: &str) -> Option<Value> {
    let values = |side: Side| node.values(side).cloned().unwrap_or(Value::Null);
    Some(match name {
        "address" => Value::string(&node.name),
        "type" => Value::string(&node.type_),
        "name" => node.address.as_ref().map_or(Value::Null, |address| Value::string(&address.name)),
        "kind" => Value::string(node.kind.word()),
        "attrs" => values(Side::After),
        "prior_attrs" => values(Side::Before),
        "operation" => Value::string(node.operation().word()),
        "actions" => Value::list(node.actions.words().iter().map(|word| Value::string(word)).collect()),
        "ignored_changes" => Value::list(node.ignored_changes.iter().map(|name| Value::string(name)).collect()),
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

fn pool(stage: &Stage<'_>, id: NodeId, name: &str) -> Option<Value> {
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
fn takes_traffic(graph: &Graph<'_>, id: NodeId) -> Result<bool, String> {
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

fn member(stage: &Stage<'_>, id: NodeId, name: &str) -> Option<Value> {
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

/// The pools a member is in: by itself, or through what attaches it.
fn pools(graph: &Graph<'_>, id: NodeId, side: Side) -> Vec<NodeId> {
    let own = graph.from(id, Role::MemberOf, side);
    let attachments = graph.to(id, Role::TargetOf, side).map(|edge| edge.from);
    let attached = attachments.flat_map(|attachment| graph.from(attachment, Role::MemberOf, side));
    goals(own.chain(attached))
}

fn listener(stage: &Stage<'_>, id: NodeId, name: &str) -> Option<Value> {
    let graph = &stage.graph;
    Some(match name {
        "rules" => sources(graph.to(id, Role::RuleOf, Side::After)),
        "load_balancer" => goal(graph, id, Role::ListenerOf),
        "listener" => subjects::node(id),
        _ => return forwarder(stage, id, name),
    })
}

fn rule(stage: &Stage<'_>, id: NodeId, name: &str) -> Option<Value> {
    let graph = &stage.graph;
    Some(match name {
        "listener" => goal(graph, id, Role::RuleOf),
        "load_balancer" => match listener_of(graph, id) {
            Some(listener) => goal(graph, listener, Role::ListenerOf),
            None => Value::unknown_because("its listener is not known"),
        },
        "rules" => Value::list(Vec::new()),
        _ => return forwarder(stage, id, name),
    })
}

/// What listeners and rules have in common.
fn forwarder(stage: &Stage<'_>, id: NodeId, name: &str) -> Option<Value> {
    let graph = &stage.graph;
    Some(match name {
        "routes" => routes::list(graph, graph.from(id, Role::Forward, Side::After)),
        "prior_routes" => routes::list(graph, graph.from(id, Role::Forward, Side::Before)),
        "forwards" => {
            let forwards = graph.node(id)?.forwards(Side::After);
            Value::list(forwards.into_iter().map(forward).collect())
        }
        "wrong_references" => wrong_references(graph, id),
        _ => return None,
    })
}

fn forward(forward: Forward) -> Value {
    let pools = forward.pools.map_or_else(
        || Value::unknown_because("its pools are known after apply"),
        |pools| Value::integer(i128::try_from(pools).unwrap_or(i128::MAX)),
    );
    object([("attribute", path(&forward.path)), ("pools", pools), ("total_weight", forward.total)])
}

fn wrong_references(graph: &Graph<'_>, id: NodeId) -> Value {
    let own = graph.wrong.iter().filter(|wrong| wrong.from == id);
    let one = own.map(|wrong| {
        object([
            ("attribute", path(&wrong.path)),
            ("takes", Value::string(wrong.takes)),
            ("has", Value::string(&wrong.has)),
        ])
    });
    Value::list(one.collect())
}

fn load_balancer(stage: &Stage<'_>, id: NodeId, name: &str) -> Option<Value> {
    let graph = &stage.graph;
    let listeners = || graph.to(id, Role::ListenerOf, Side::After).map(|edge| edge.from).collect::<Vec<_>>();
    Some(match name {
        "listeners" => sources(graph.to(id, Role::ListenerOf, Side::After)),
        "pools" => {
            let rules = listeners().into_iter().flat_map(|listener| graph.to(listener, Role::RuleOf, Side::After));
            let forwarders: Vec<NodeId> = rules.map(|edge| edge.from).chain(listeners()).collect();
            let edges = forwarders.iter().flat_map(|from| graph.from(*from, Role::Forward, Side::After));
            Value::list(goals(edges).into_iter().map(subjects::node).collect())
        }
        "entries" => Value::list(Vec::new()),
        _ => return None,
    })
}

/// The listener of a rule on either side.
pub(super) fn listener_of(graph: &Graph<'_>, rule: NodeId) -> Option<NodeId> {
    let edge = graph
        .from(rule, Role::RuleOf, Side::After)
        .next()
        .or_else(|| graph.from(rule, Role::RuleOf, Side::Before).next());
    edge.filter(|edge| edge.certainty == Certainty::Exact)?.to
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

fn path(path: &Path) -> Value {
    Value::string(&path.to_string())
}

fn object<const N: usize>(entries: [(&str, Value); N]) -> Value {
    let entries = entries.into_iter().map(|(name, value)| (Arc::from(name), value));
    Value::object(entries.collect::<BTreeMap<Arc<str>, Value>>())
}
