//! The forwarding actions of a listener or rule, with the share of the traffic that each pool gets.

use crate::model::{Path, Step, Value};

use super::{Certainty, Edge, Graph, Node, NodeId, Role, Side, Weight};

/// A forwarding action as it is written, whether or not its pools can be found.
#[derive(Debug, Clone, PartialEq)]
pub struct Forward {
    /// The action.
    pub path: Path,
    /// How many pools it names; `None` where that is known after apply.
    pub pools: Option<usize>,
    /// The sum of its weights: 1 for a single pool that has none; unknown or masked where a weight is.
    pub total: Value,
}

impl Node<'_> {
    /// The list of its actions on a side, where it has one.
    pub fn action_values(&self, side: Side) -> Option<Value> {
        self.values(side)?.get(self.row?.actions.as_deref()?)
    }

    /// The actions that forward, on a side.
    pub fn forwards(&self, side: Side) -> Vec<Forward> {
        let Some((name, values)) = self.row.and_then(|row| row.actions.as_deref()).zip(self.values(side)) else {
            return Vec::new();
        };
        let actions = values.get(name);
        let actions = actions.as_ref().and_then(Value::as_seq).unwrap_or_default();
        let forwarding = actions.iter().enumerate().filter(|(_, action)| is_forward(action));
        forwarding.map(|(index, action)| forward(Path::attribute(name).index(index), action)).collect()
    }
}

/// The action says so, or is one of those that have no type and forward by a block.
fn is_forward(action: &Value) -> bool {
    match action.get("type") {
        Some(kind) => kind.as_str() == Some("forward"),
        None => action.get("forward").is_some_and(|forward| !forward.is_unset()),
    }
}

/// The action with the highest order. One that has none stands in its place in the list.
pub fn last_action(actions: &Value) -> Option<Value> {
    actions.as_seq()?;
    let elements = actions.elements();
    let numbered = elements.iter().enumerate().map(|(index, action)| {
        let order = action.get("order").and_then(|order| order.as_number()?.as_i128());
        (order.unwrap_or_else(|| i128::try_from(index + 1).unwrap_or(i128::MAX)), index, action)
    });
    numbered.max_by_key(|(order, index, _)| (*order, *index)).map(|(.., action)| action.clone())
}

/// The part of an edge's path that is its action.
fn action(edge: &Edge) -> &[Step] {
    edge.path.steps.get(..2).unwrap_or(&edge.path.steps)
}

fn forward(path: Path, action: &Value) -> Forward {
    let single = action.get("target_group_arn").unwrap_or(Value::Null);
    let blocks = action.get("forward").unwrap_or(Value::Null);
    let groups = match blocks.as_seq().and_then(|blocks| blocks.first()) {
        Some(block) => ["target_group", "target_groups"].iter().find_map(|name| block.get(name)).unwrap_or(Value::Null),
        None => blocks,
    };
    if groups.as_unknown().is_some() {
        return Forward { path, pools: None, total: groups };
    }
    let groups = groups.as_seq().unwrap_or_default();
    if groups.is_empty() {
        let pools = if single.as_unknown().is_some() || !single.is_unset() { 1 } else { 0 };
        return Forward { path, pools: Some(pools), total: Value::integer(1) };
    }
    Forward { path, pools: Some(groups.len()), total: total(groups) }
}

/// Weights are 0 to 999; one that is not set is 1.
fn total(groups: &[Value]) -> Value {
    let mut sum = 0;
    let mut masked = false;
    let mut unknown = None;
    for group in groups {
        let weight = group.get("weight").unwrap_or(Value::Null);
        masked |= weight.unmask().1;
        match (weight.as_number().and_then(|number| number.as_i128()), weight.unmask().0) {
            (Some(weight), _) => sum += weight.clamp(0, 1_000_000),
            (None, Value::Null) => sum += 1,
            (None, _) => unknown = Some(weight),
        }
    }
    // An unknown weight cannot bring the sum of the others down to 0.
    if let Some(unknown) = unknown.filter(|_| sum == 0) {
        return unknown;
    }
    let sum = Value::integer(sum);
    if masked { sum.sensitive() } else { sum }
}

impl Graph<'_> {
    /// The share of an action's traffic, from 0 to 1, that an edge carries on a side. `None` where weights are unknown.
    pub fn share(&self, edge: &Edge, side: Side) -> Option<f64> {
        let siblings = self.from(edge.from, Role::Forward, side).filter(|other| action(other) == action(edge));
        let mut total = 0.0;
        for other in siblings {
            total += weight(other)?;
        }
        if edge.weight == Weight::Single {
            return Some(1.0);
        }
        let own = weight(edge)?;
        Some(if total > 0.0 { own / total } else { 0.0 })
    }

    /// The share of a listener's or rule's traffic that a pool gets on a side. 0 where no edge leads there; `None` where
    /// that is not certain.
    pub fn share_of(&self, from: NodeId, pool: NodeId, side: Side) -> Option<f64> {
        let mut share = 0.0;
        for edge in self.from(from, Role::Forward, side) {
            if edge.to == Some(pool) && !(edge.to_old && side == Side::After) {
                share += self.share(edge, side).filter(|_| edge.certainty == Certainty::Exact)?;
            } else if edge.certainty != Certainty::Exact {
                return None;
            }
        }
        Some(share)
    }
}

fn weight(edge: &Edge) -> Option<f64> {
    match edge.weight {
        Weight::Single => Some(1.0),
        #[allow(clippy::cast_precision_loss, reason = "weights are at most 999")]
        Weight::Known(weight) => Some(weight as f64),
        Weight::Unknown(_) => None,
    }
}
