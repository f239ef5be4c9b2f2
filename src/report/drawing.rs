//! What every drawing of the graph says of its boxes and arrows, whatever language it is written in.

use std::collections::BTreeMap;

use crate::picture::{Arrow, Box};

/// A node is told apart by its address and the key of a deposed object.
pub(super) type Id<'a> = (&'a str, Option<&'a str>);

pub(super) fn id(node: &Box) -> Id<'_> {
    (node.address.as_str(), node.deposed.as_deref())
}

pub(super) fn from(arrow: &Arrow) -> Id<'_> {
    (arrow.from.as_str(), arrow.from_deposed.as_deref())
}

pub(super) fn to(arrow: &Arrow) -> Option<Id<'_>> {
    Some((arrow.to.as_deref()?, arrow.to_deposed.as_deref()))
}

pub(super) fn is_dead(node: &Box) -> bool {
    node.liveness.starts_with("dead") || node.kind == "pool" && node.before && !node.after
}

pub(super) fn fact(node: &Box) -> Option<String> {
    let dead = node.liveness.split(':').next().filter(|word| matches!(*word, "dead" | "unknown"));
    let dead = dead.map(|word| if word == "dead" { "✗ no live target" } else { "? targets not known" });
    let fate = match node.operation {
        "create" => Some("created"),
        "delete" => Some("✗ destroyed by this plan"),
        "replace" => Some("replaced"),
        "forget" => Some("leaves the state"),
        _ => None,
    };
    let facts: Vec<&str> = [fate, dead].into_iter().flatten().collect();
    (!facts.is_empty()).then(|| facts.join(", "))
}

/// One connection with its two halves, before and after.
pub(super) struct Both<'a> {
    /// The half after the apply, where there is one.
    pub(super) arrow: &'a Arrow,
    /// Its weight before the apply; `None` where it does not hold then.
    pub(super) before: Option<Option<i64>>,
    /// The same after it.
    pub(super) after: Option<Option<i64>>,
}

pub(super) fn merge<'a>(edges: &[&'a Arrow]) -> Vec<Both<'a>> {
    let mut order: Vec<Both<'a>> = Vec::new();
    let mut known: BTreeMap<(Id<'a>, Option<Id<'a>>, &str), usize> = BTreeMap::new();
    for &arrow in edges {
        let key = (from(arrow), to(arrow), arrow.role);
        let place = *known.entry(key).or_insert_with(|| {
            order.push(Both { arrow, before: None, after: None });
            order.len() - 1
        });
        let Some(both) = order.get_mut(place) else { continue };
        if arrow.before {
            both.before = both.before.or(Some(arrow.weight));
        }
        if arrow.after {
            both.after = both.after.or(Some(arrow.weight));
            both.arrow = arrow;
        }
    }
    order
}

pub(super) fn words(both: &Both<'_>) -> String {
    let number = |weight: Option<i64>| weight.map_or("all".to_owned(), |weight| weight.to_string());
    let weight = match (both.before, both.after) {
        (Some(before), Some(after)) if before != after => format!("weight {} → {}", number(before), number(after)),
        (_, Some(Some(weight))) => format!("weight {weight}"),
        _ => String::new(),
    };
    let change = match (both.before.is_some(), both.after.is_some(), both.arrow.role) {
        (true, false, "forward") => "before only",
        (false, true, "forward") => "new",
        _ => "",
    };
    let sure = if both.arrow.certainty == "exact" { "" } else { both.arrow.certainty };
    let parts: Vec<&str> = [change, weight.as_str(), sure].into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

/// Traffic flows from the load balancer to the target; the attributes of these edges point against it.
pub(super) fn against(role: &str) -> bool {
    matches!(role, "listener_of" | "rule_of" | "member_of")
}
