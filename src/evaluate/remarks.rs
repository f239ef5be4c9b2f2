//! *Remarks* on an input, for the head of its report: what has no verdict and is good to know before any. A replacement
//! that the configuration does not show, numbers above what AWS allows unless it was asked for more, a service that does
//! not wait as long as its targets take to be healthy.

use crate::graph::{Certainty, Edge, Graph, Node, NodeId, NodeKind, Role, Side};
use crate::model::Operation;

use super::number;
use super::stage::Stage;

/// Listeners and rules on one load balancer that AWS allows by default.
const LISTENERS: usize = 50;
const RULES: usize = 100;

/// Names in one remark.
const NAMED: usize = 3;

/// What is good to know of the plan of a stage.
pub(super) fn remarks(stage: &Stage<'_>) -> Vec<String> {
    let mut remarks = replacements(stage);
    remarks.extend(too_many(&stage.graph));
    remarks.extend(impatient(&stage.graph));
    remarks
}

/// Replacements that only the state or the command line asks for.
fn replacements(stage: &Stage<'_>) -> Vec<String> {
    let reasons = [
        ("replace_because_tainted", "tainted in the state"),
        ("replace_by_request", "asked for by -replace"),
        ("replace_by_triggers", "asked for by replace_triggered_by"),
    ];
    let changes = &stage.input.plan.changes;
    let names = |reason: &str| -> Vec<&str> {
        if !changes.iter().any(|change| change.reason.as_deref() == Some(reason)) {
            return Vec::new();
        }
        let nodes = stage.graph.nodes.iter().filter(|node| node.kind.is_shown() && node.deposed.is_none());
        let replaced = nodes.filter(|node| {
            let index = node.address.as_deref().and_then(|address| stage.world.index.change(address));
            let change = index.and_then(|index| changes.get(index));
            change.is_some_and(|change| change.reason.as_deref() == Some(reason))
        });
        replaced.map(|node| &*node.name).collect()
    };
    let each = reasons.iter().map(|(reason, words)| (names(reason), words)).filter(|(names, _)| !names.is_empty());
    each.map(|(names, words)| format!("Replaced and {words}, whatever the configuration says: {}.", listed(&names)))
        .collect()
}

fn too_many(graph: &Graph<'_>) -> Vec<String> {
    let exact = |edge: &&Edge| edge.certainty == Certainty::Exact;
    let mut remarks = Vec::new();
    for (id, node) in graph.nodes.iter().enumerate().filter(|(_, node)| node.kind == NodeKind::LoadBalancer) {
        let listeners: Vec<NodeId> =
            graph.to(id, Role::ListenerOf, Side::After).filter(exact).map(|edge| edge.from).collect();
        let rules = listeners.iter().flat_map(|listener| graph.to(*listener, Role::RuleOf, Side::After).filter(exact));
        for (count, most, what) in [(listeners.len(), LISTENERS, "listeners"), (rules.count(), RULES, "rules")] {
            if count > most {
                remarks.push(format!(
                    "{} has {count} {what} in this plan: AWS allows {most}, unless the account was given more.",
                    node.name
                ));
            }
        }
    }
    remarks
}

/// Services that look at the health of their tasks before a healthy one can be known to be.
fn impatient(graph: &Graph<'_>) -> Vec<String> {
    let services = graph.nodes.iter().enumerate().filter(|(_, node)| node.runs_tasks() && changes(node));
    let remark = |(id, node): (NodeId, &Node<'_>)| {
        let grace =
            number(node.values(Side::After)?, "health_check_grace_period_seconds").filter(|grace| *grace > 0)?;
        let pools = graph.from(id, Role::MemberOf, Side::After).filter(|edge| edge.certainty == Certainty::Exact);
        let needed = pools.filter_map(|edge| time_to_health(graph.node(edge.to?)?)).max()?;
        (grace < needed).then(|| {
            format!(
                "{} gives its tasks {grace} s before it looks at their health; a healthy target needs {needed} s to be \
                 known as one.",
                node.name
            )
        })
    };
    services.filter_map(remark).collect()
}

fn changes(node: &Node<'_>) -> bool {
    node.exists(Side::After) && node.operation() != Operation::NoOp
}

/// The checks that a target has to pass, one after the other.
fn time_to_health(pool: &Node<'_>) -> Option<i128> {
    let check = pool.values(Side::After)?.get("health_check")?.elements().into_iter().next()?;
    number(&check, "interval")?.checked_mul(number(&check, "healthy_threshold")?)
}

fn listed(names: &[&str]) -> String {
    let mut text = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    if names.len() > NAMED {
        text.push_str(&format!(" and {} more", names.len() - NAMED));
    }
    text
}
