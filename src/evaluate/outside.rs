//! What happened *outside*: changes and deletions since the last apply that the plan met when it looked, and how an object
//! came under its address.

use std::sync::Arc;

use crate::graph::{Node, NodeId, NodeKind, Role, Side};
use crate::hash::{HashMap, HashSet};
use crate::model::{Address, Change, Entries, Operation, Plan, PlanMode, Value};

use super::stage::Stage;
use super::subjects;

/// The drift of a plan by object.
pub(super) struct Outside {
    /// Entries of the plan's drift. Looked up, never walked.
    changed: HashMap<Arc<Address>, usize>,
    /// ARNs of what was deleted.
    deleted: HashSet<String>,
}

impl Outside {
    pub(super) fn of(plan: &Plan) -> Self {
        let current = plan.drift.iter().enumerate().filter(|(_, change)| change.deposed.is_none());
        let changed = current.map(|(index, change)| (Arc::clone(&change.address), index)).collect();
        let deleted = plan.drift.iter().filter(|change| change.actions.operation() == Operation::Delete);
        let arns = deleted.filter_map(|change| Some(change.before.value().get("arn")?.as_str()?.to_owned()));
        Self { changed, deleted: arns.collect() }
    }
}

/// The property `name` of a node, as far as it tells of the outside or of where the object comes from.
pub(super) fn property(stage: &Stage<'_>, id: NodeId, name: &str) -> Option<Value> {
    let node = stage.graph.node(id)?;
    Some(match name {
        "drift" => Value::list(drift(stage, node).iter().map(|name| Value::string(name)).collect()),
        "audited_state" => Value::Bool(stage.input.kind.is_audited()),
        "deleted_outside" => Value::Bool(is_deleted(stage, node)),
        "imported" => {
            Value::Bool(planned(stage, node).is_some_and(|change| change.importing) && !stage.world.unchanged)
        }
        "renamed_from" => renamed_from(stage, id, node).map_or(Value::Null, subjects::node),
        "declared" => declared(stage, node).map_or_else(
            || Value::unknown_because("the plan does not have the block of it"),
            |names| Value::list(names.iter().map(|name| Value::string(name)).collect()),
        ),
        _ => return None,
    })
}

fn planned<'s>(stage: &'s Stage<'_>, node: &Node<'_>) -> Option<&'s Change> {
    let index = stage.world.index.change(node.address.as_deref()?)?;
    stage.input.plan.changes.get(index).filter(|_| node.deposed.is_none())
}

fn drifted<'s>(stage: &'s Stage<'_>, node: &Node<'_>) -> Option<&'s Change> {
    let index = stage.outside.changed.get(node.address.as_deref()?)?;
    stage.input.plan.drift.get(*index).filter(|_| node.deposed.is_none())
}

/// Attributes that were changed outside. Where the plan changes them again, or only refreshes, that is news: the world
/// before it does not have them.
fn drift(stage: &Stage<'_>, node: &Node<'_>) -> Vec<String> {
    let is_news = stage.input.plan.mode == PlanMode::RefreshOnly;
    let Some(change) = drifted(stage, node).filter(|_| !(is_news && stage.world.unchanged)) else { return Vec::new() };
    let (before, after) = (change.before.value(), change.after.value());
    let Value::Object(entries) = after.unmask().0 else { return Vec::new() };
    let of = |values: &Value, name: &str| values.get(name).unwrap_or(Value::Null);
    let again = |name: &str| {
        let plan = planned(stage, node).filter(|_| stage.world.unchanged);
        plan.is_some_and(|plan| !same(&of(plan.before.value(), name), &of(plan.after.value(), name)))
    };
    let differs = |name: &str, value: &Value| !same(&of(before, name), value) && !again(name);
    entries.iter().filter(|(name, value)| differs(name, value)).map(|(name, _)| name.to_string()).collect()
}

/// Equal but for what a first refresh fills in: nothing, an empty text and an empty list are one.
fn same(a: &Value, b: &Value) -> bool {
    let (a, b) = (a.unmask().0, b.unmask().0);
    if is_blank(a) && is_blank(b) {
        return true;
    }
    match (a, b) {
        (Value::Seq(_, a), Value::Seq(_, b)) => {
            // Elements of a set change places.
            let within = |a: &[Value], b: &[Value]| a.iter().all(|one| b.iter().any(|other| same(one, other)));
            a.len() == b.len() && within(a, b) && within(b, a)
        }
        (Value::Object(a), Value::Object(b)) => a.keys().chain(b.keys()).all(|name| {
            let of = |entries: &Entries| entries.get(name).cloned();
            same(&of(a).unwrap_or(Value::Null), &of(b).unwrap_or(Value::Null))
        }),
        (a, b) => a == b,
    }
}

fn is_blank(value: &Value) -> bool {
    match value.unmask().0 {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Number(number) => number.as_f64() == 0.0,
        Value::Seq(_, elements) => elements.iter().all(is_blank),
        Value::Object(entries) => entries.values().all(is_blank),
        _ => false,
    }
}

fn is_deleted(stage: &Stage<'_>, node: &Node<'_>) -> bool {
    match node.is_literal() {
        false => drifted(stage, node).is_some_and(|change| change.actions.operation() == Operation::Delete),
        true => stage.outside.deleted.contains(&node.name),
    }
}

/// What is destroyed under another address and is this object by all that people know it by: its name, or the place in
/// its load balancer or listener.
fn renamed_from(stage: &Stage<'_>, id: NodeId, node: &Node<'_>) -> Option<NodeId> {
    if node.operation() != Operation::Create {
        return None;
    }
    stage.gone().get(&mark(stage, id, node, Side::After)?).copied()
}

/// What people know an object by: its type, its place, its name there.
type Mark = (Arc<str>, Option<NodeId>, String);

/// What is destroyed, by what people know it by; of several that are known by one thing the first. Looked up, never walked.
pub(super) type Gone = HashMap<Mark, NodeId>;

/// What the plan of a stage destroys.
pub(super) fn gone(stage: &Stage<'_>) -> Gone {
    let mut gone = Gone::default();
    for (id, node) in stage.graph.nodes.iter().enumerate() {
        if node.deposed.is_none()
            && node.operation() == Operation::Delete
            && let Some(mark) = mark(stage, id, node, Side::Before)
        {
            gone.entry(mark).or_insert(id);
        }
    }
    gone
}

fn mark(stage: &Stage<'_>, id: NodeId, node: &Node<'_>, side: Side) -> Option<Mark> {
    let (role, attribute) = match node.kind {
        NodeKind::Pool | NodeKind::LoadBalancer => (None, "name"),
        NodeKind::Listener => (Some(Role::ListenerOf), "port"),
        NodeKind::Rule => (Some(Role::RuleOf), "priority"),
        _ => return None,
    };
    let place = match role {
        Some(role) => Some(stage.graph.from(id, role, side).next().filter(|edge| !edge.to_old)?.to?),
        None => None,
    };
    let value = node.values(side)?.get(attribute)?;
    let text = value.as_str().map(str::to_owned).or_else(|| value.as_number().map(|number| number.to_string()));
    let text = text.filter(|text| !text.is_empty())?;
    // Another rule may well take over a priority; only one with the same conditions is the same rule.
    let conditions = node.values(side)?.get("condition").filter(|_| node.kind == NodeKind::Rule);
    let text = conditions.map_or(text.clone(), |conditions| format!("{text} {conditions:?}"));
    Some((Arc::clone(&node.type_), place, text))
}

/// Attributes and blocks that the block of an instance sets, as far as plan JSON tells.
fn declared(stage: &Stage<'_>, node: &Node<'_>) -> Option<Vec<String>> {
    let block = stage.input.plan.configuration.resource(node.address.as_deref()?)?;
    Some(block.expressions.get().keys().cloned().collect())
}
