//! Properties of listeners and rules.

use crate::graph::{Certainty, Edge, Forward, Graph, NodeId, Role, Side};
use crate::model::Value;

use super::super::rules::Found;
use super::super::sites;
use super::super::stage::Stage;
use super::super::{routes, subjects};
use super::certificates::{certificates, has_certificate};
use super::{goal, listed, object, path, reach, redirects, rules, sources};

pub(in crate::evaluate) fn listener(stage: &Stage<'_>, id: NodeId, name: &str) -> Option<Value> {
    let graph = &stage.graph;
    Some(match name {
        "rules" => sources(graph.to(id, Role::RuleOf, Side::After)),
        "load_balancer" => goal(graph, id, Role::ListenerOf),
        "listener" => subjects::node(id),
        "same_port" => same_port(graph, id),
        "protocol" => match redirects::protocol_of(stage, id) {
            Ok(protocol) => Value::string(&protocol),
            // It may be the attribute of another resource, and says which.
            Err(_) => {
                graph.node(id)?.values(Side::After).and_then(|values| values.get("protocol")).unwrap_or(Value::Null)
            }
        },
        "has_certificate" => Value::Bool(has_certificate(graph.node(id)?)),
        "certificates" => certificates(graph, id),
        "closed_port" => reach::closed_port(stage, id),
        _ => return forwarder(stage, id, name),
    })
}

pub(in crate::evaluate) fn rule(stage: &Stage<'_>, id: NodeId, name: &str) -> Option<Value> {
    let graph = &stage.graph;
    Some(match name {
        "listener" => goal(graph, id, Role::RuleOf),
        "load_balancer" => match listener_of(graph, id) {
            Some(listener) => goal(graph, listener, Role::ListenerOf),
            None => Value::unknown_because("its listener is not known"),
        },
        "rules" => Value::list(Vec::new()),
        _ => return rules::rule(stage, id, name).or_else(|| forwarder(stage, id, name)),
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
            Value::list(forwards.into_iter().map(|one| forward(graph, id, one)).collect())
        }
        "wrong_references" => wrong_references(graph, id),
        "redirects" => redirects::redirects(stage, id),
        "last_action" => redirects::last_action(stage, id, Side::After),
        "prior_last_action" => redirects::last_action(stage, id, Side::Before),
        "misfit" => redirects::misfit(stage, id),
        _ => return None,
    })
}

fn forward(graph: &Graph<'_>, id: NodeId, forward: Forward) -> Value {
    let conflict = conflict(graph, id, &forward);
    let pools = forward.pools.map_or_else(
        || Value::unknown_because("its pools are known after apply"),
        |pools| Value::integer(i128::try_from(pools).unwrap_or(i128::MAX)),
    );
    object([
        ("attribute", path(&forward.path)),
        ("pools", pools),
        ("total_weight", forward.total),
        ("conflict", conflict),
    ])
}

/// One action names a pool by an attribute of its own, and others in its block of weighted pools.
fn conflict(graph: &Graph<'_>, id: NodeId, forward: &Forward) -> Value {
    let of_action = |edge: &&Edge| edge.path.steps.get(..2) == forward.path.steps.get(..2);
    let edges: Vec<&Edge> = graph.from(id, Role::Forward, Side::After).filter(of_action).collect();
    let (own, block): (Vec<&Edge>, Vec<&Edge>) = edges.into_iter().partition(|edge| edge.path.steps.len() == 3);
    let same = |a: &Edge| block.iter().any(|b| a.to.is_some() && a.to == b.to);
    let apart = own.iter().any(|edge| !block.is_empty() && !same(edge));
    let exact = own.iter().chain(&block).all(|edge| edge.certainty == Certainty::Exact);
    match (apart, exact) {
        (true, false) => Value::unknown_because("where its action leads is known after apply"),
        (apart, _) => Value::Bool(apart),
    }
}

pub(in crate::evaluate) fn wrong_references(graph: &Graph<'_>, id: NodeId) -> Value {
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

/// The listener of a rule on either side.
pub(in crate::evaluate) fn listener_of(graph: &Graph<'_>, rule: NodeId) -> Option<NodeId> {
    let edge = graph
        .from(rule, Role::RuleOf, Side::After)
        .next()
        .or_else(|| graph.from(rule, Role::RuleOf, Side::Before).next());
    edge.filter(|edge| edge.certainty == Certainty::Exact)?.to
}

/// Other listeners of its load balancer on its port after the apply.
fn same_port(graph: &Graph<'_>, id: NodeId) -> Value {
    let mut found = Found::default();
    let port = |id: NodeId| {
        let value = graph.node(id).and_then(|node| node.values(Side::After)?.get("port"));
        value.filter(|value| !value.is_unset())
    };
    let (Some(own), Some(balancer)) = (port(id), sites::balancer_of(graph, id)) else { return Value::list(Vec::new()) };
    for edge in graph.to(balancer, Role::ListenerOf, Side::After).filter(|edge| edge.from != id) {
        let Some(other) = port(edge.from) else { continue };
        let same = own.as_number().zip(other.as_number()).map(|(own, other)| own == other);
        found.add(edge.from, if edge.certainty == Certainty::Exact { same } else { same.filter(|same| !same) });
    }
    listed(found, "the port or the load balancer of another listener is known after apply")
}
