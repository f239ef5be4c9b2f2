//! Properties of a rule among the others of its listener.

use crate::graph::{Certainty, NodeId, Role, Side};
use crate::model::Value;

use super::super::rules::{Found, Priority, ends_dead, lead_alike};
use super::super::stage::Stage;
use super::super::{subjects, three_valued};
use super::{bounded, listed};

const NOT_KNOWN: &str =
    "conditions or priorities of other rules of its listener are known after apply, or cannot be compared";

pub(in crate::evaluate) fn rule(stage: &Stage<'_>, id: NodeId, name: &str) -> Option<Value> {
    let (graph, rules) = (&stage.graph, stage.rules());
    let elsewhere = |found: Found| Found {
        certain: found.certain.into_iter().filter(|other| !lead_alike(graph, id, *other, Side::After)).collect(),
        possible: found.possible.into_iter().filter(|other| !lead_alike(graph, id, *other, Side::After)).collect(),
    };
    Some(match name {
        "prior_listener" => {
            let listener = rules.get(id, Side::Before).and_then(|rule| rule.listener);
            listener.map_or(Value::Null, subjects::node)
        }
        "matches_all" => three_valued(matches_all(stage, id)),
        "priority_is_automatic" => {
            Value::Bool(rules.get(id, Side::After).is_some_and(|rule| rule.priority == Priority::Automatic))
        }
        "shadowed_by" => listed(rules.shadowed_by(id, graph, Side::After), NOT_KNOWN),
        "prior_shadowed_by" => listed(rules.shadowed_by(id, graph, Side::Before), NOT_KNOWN),
        "hidden_by" => listed(elsewhere(rules.shadowed_by(id, graph, Side::After)), NOT_KNOWN),
        "hides" => {
            let found = elsewhere(rules.shadows(id, graph));
            let forwards = |other: &NodeId| graph.from(*other, Role::Forward, Side::After).next().is_some();
            let certain = found.certain.into_iter().filter(forwards).collect();
            let possible = found.possible.into_iter().filter(forwards).collect();
            listed(Found { certain, possible }, NOT_KNOWN)
        }
        "duplicates" => listed(rules.duplicates(id, graph), NOT_KNOWN),
        "same_priority" => listed(rules.same_priority(id, graph), NOT_KNOWN),
        "races" => listed(rules.races(id, graph), NOT_KNOWN),
        "has_no_room" => Value::Bool(rules.has_no_room(id, graph)),
        "lost" => {
            let (certain, possible) = rules.lost(id, graph);
            let texts = |list: Vec<String>| list.iter().map(|text| Value::string(text)).collect();
            bounded(texts(certain), texts(possible), "another rule of the listener takes a part of what it takes now")
        }
        "default_takes_over" => Value::Bool(default_takes_over(stage, id)),
        "listener_gone" => Value::Bool(listener_gone(stage, id)),
        "ends_dead" => Value::Bool(ends_dead(graph, id)),
        _ => return None,
    })
}

fn matches_all(stage: &Stage<'_>, id: NodeId) -> Result<bool, String> {
    let rules = stage.rules();
    let Some(rule) = rules.get(id, Side::After).or_else(|| rules.get(id, Side::Before)) else { return Ok(false) };
    rule.conditions.take_everything().ok_or_else(|| rule.conditions.open().unwrap_or(NOT_KNOWN).to_owned())
}

/// The default action of its listener leads to every pool that the rule leads to now.
fn default_takes_over(stage: &Stage<'_>, id: NodeId) -> bool {
    let graph = &stage.graph;
    let Some(listener) = stage.rules().get(id, Side::Before).and_then(|rule| rule.listener) else { return false };
    let defaults: Vec<_> = graph.from(listener, Role::Forward, Side::After).map(|edge| edge.to).collect();
    graph.from(id, Role::Forward, Side::Before).all(|edge| defaults.contains(&edge.to))
}

/// It names a listener that the plan destroys, or the object that a replacement leaves behind.
fn listener_gone(stage: &Stage<'_>, id: NodeId) -> bool {
    let graph = &stage.graph;
    let exact = |edge: &&crate::graph::Edge| edge.certainty == Certainty::Exact;
    graph.from(id, Role::RuleOf, Side::After).find(exact).is_some_and(|edge| {
        let gone = edge.to.and_then(|to| graph.node(to)).is_some_and(|listener| !listener.exists(Side::After));
        edge.to_old || gone
    })
}
