//! Properties of a load balancer.

use crate::graph::{NodeId, Role, Side};
use crate::model::Value;

use super::super::stage::Stage;
use super::super::subjects;
use super::{goals, sources};

pub(in crate::evaluate) fn load_balancer(stage: &Stage<'_>, id: NodeId, name: &str) -> Option<Value> {
    let graph = &stage.graph;
    let listeners = || graph.to(id, Role::ListenerOf, Side::After).map(|edge| edge.from).collect::<Vec<_>>();
    Some(match name {
        "listeners" => sources(graph.to(id, Role::ListenerOf, Side::After)),
        "prior_listeners" => sources(graph.to(id, Role::ListenerOf, Side::Before)),
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
