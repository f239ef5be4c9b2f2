//! The load balancers that use a pool now, by what AWS says of the pool.

use std::sync::Arc;

use crate::graph::{Graph, NodeId, NodeKind, Role, Side};
use crate::hash::{HashMap, HashSet};
use crate::model::{Address, Operation, Value};

use super::nodes::{bounded, redirects};
use super::stage::Stage;

/// What is looked up for each pool.
pub(super) struct Used {
    /// ARNs that managed load balancers have now.
    balancers: HashSet<String>,
    /// Objects of the state by their address and their deposed key.
    prior: HashMap<(Arc<Address>, Option<Arc<str>>), usize>,
}

impl Used {
    pub(super) fn of(stage: &Stage<'_>) -> Self {
        let nodes = stage.graph.nodes.iter();
        let balancers = nodes.filter(|node| node.kind == NodeKind::LoadBalancer && node.managed);
        let arns = balancers.filter_map(|node| Some(node.values(Side::Before)?.get("arn")?.as_str()?.to_owned()));
        let prior = stage.input.plan.prior.iter().enumerate();
        let prior =
            prior.map(|(position, object)| ((Arc::clone(&object.address), object.deposed.clone()), position)).collect();
        Self { balancers: arns.collect(), prior }
    }
}

/// ARNs of load balancers that use it now by listeners or rules that are not in this plan. A load balancer of this plan that
/// leads nowhere near it may be used by another state, or the association is as old as the state: that is not proved.
pub(super) fn elsewhere(stage: &Stage<'_>, id: NodeId) -> Value {
    let graph = &stage.graph;
    let own = redirects::balancers(graph, id, Side::Before);
    let explained = !own.is_empty() || graph.to(id, Role::Forward, Side::Before).next().is_none();
    let own: Vec<Value> = own.iter().filter_map(|(balancer, _)| arn(graph, *balancer)).collect();
    let is = |arn: &Value, others: &[Value]| others.iter().any(|other| other.as_str() == arn.as_str());
    let mut foreign: Vec<Value> = Vec::new();
    for arn in users(stage, id) {
        if !is(&arn, &own) && !is(&arn, &foreign) {
            foreign.push(arn);
        }
    }
    let is_here = |arn: &Value| arn.as_str().is_none_or(|arn| stage.used().balancers.contains(arn));
    let (possible, certain): (Vec<Value>, Vec<Value>) = foreign.into_iter().partition(|arn| !explained || is_here(arn));
    bounded(
        certain,
        possible,
        "a load balancer uses it, by nothing that this plan shows; its state may be older than that",
    )
}

/// The load balancers that use a pool now. Of what is no longer in the configuration a change has the values of the last
/// apply; only the state beside it was refreshed.
fn users(stage: &Stage<'_>, id: NodeId) -> Vec<Value> {
    let Some(node) = stage.graph.node(id) else { return Vec::new() };
    let goes = node.deposed.is_some() || matches!(node.operation(), Operation::Delete | Operation::Forget);
    let prior = node.address.as_ref().filter(|_| goes).and_then(|address| {
        let position = stage.used().prior.get(&(Arc::clone(address), node.deposed.clone()))?;
        stage.input.plan.prior.get(*position)
    });
    let fresh = prior.and_then(|object| object.values.value().get("load_balancer_arns"));
    let used = fresh.or_else(|| node.values(Side::Before)?.get("load_balancer_arns"));
    used.map(|used| used.elements()).unwrap_or_default()
}

fn arn(graph: &Graph<'_>, id: NodeId) -> Option<Value> {
    let node = graph.node(id)?;
    match node.is_literal() {
        true => Some(Value::string(&node.name)),
        false => node.values(Side::Before).and_then(|values| values.get("arn")),
    }
}
