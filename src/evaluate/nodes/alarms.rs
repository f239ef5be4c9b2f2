//! Who watches a load balancer.

use crate::graph::{Certainty, Edge, Graph, NodeId, Role, Side};
use crate::model::Value;

use super::super::subjects;
use super::{bounded, object};

/// The alarms on a load balancer, and on the pools behind it. One whose dimensions are known after the apply may be.
pub(super) fn alarms(graph: &Graph<'_>, id: NodeId) -> Value {
    let side = Side::After;
    let listeners: Vec<NodeId> = graph.to(id, Role::ListenerOf, side).map(|edge| edge.from).collect();
    let rules = listeners.iter().flat_map(|listener| graph.to(*listener, Role::RuleOf, side)).map(|edge| edge.from);
    let forwarders: Vec<NodeId> = listeners.iter().copied().chain(rules).collect();
    let pools = forwarders.iter().flat_map(|from| graph.from(*from, Role::Forward, side)).filter_map(|edge| edge.to);
    let mut watched: Vec<NodeId> = pools.chain([id]).collect();
    watched.sort_unstable();
    watched.dedup();
    let sure = |edge: &&Edge| edge.certainty == Certainty::Exact;
    let edges = || watched.iter().flat_map(|one| graph.to(*one, Role::Watches, side));
    let certain = alarms_of(graph, edges().filter(sure));
    let possible = alarms_of(graph, edges().filter(|edge| !sure(edge)).chain(graph.lost(Role::Watches, side)));
    bounded(certain, possible, "what an alarm watches is known after apply")
}

fn alarms_of<'g>(graph: &Graph<'_>, edges: impl Iterator<Item = &'g Edge>) -> Vec<Value> {
    let mut ids: Vec<NodeId> = edges.map(|edge| edge.from).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().map(|id| object([("address", address(graph, id)), ("metrics", metrics(graph, id))])).collect()
}

fn address(graph: &Graph<'_>, id: NodeId) -> Value {
    graph.node(id).map_or_else(|| subjects::node(id), |node| Value::string(&node.name))
}

/// The metric of an alarm, or those that it computes with.
fn metrics(graph: &Graph<'_>, id: NodeId) -> Value {
    let Some(values) = graph.node(id).and_then(|node| node.values(Side::After)) else { return Value::list(Vec::new()) };
    let queries = values.get("metric_query").unwrap_or(Value::Null).elements();
    let computed = queries.iter().flat_map(|query| query.get("metric").unwrap_or(Value::Null).elements());
    let of = |value: &Value| value.get("metric_name").filter(|name| !name.is_unset());
    Value::list(computed.filter_map(|metric| of(&metric)).chain(of(values)).collect())
}
