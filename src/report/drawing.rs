//! What every drawing of the graph says of its boxes and arrows, whatever language it is written in.

use std::collections::{BTreeMap, BTreeSet};

use crate::picture::{Arrow, Box, Picture};

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

/// What makes arrows one connection.
pub(super) type Key = (usize, Option<usize>, &'static str);

pub(super) fn key(arrow: &Arrow) -> Key {
    (arrow.from_box, arrow.to_box, arrow.role)
}

pub(super) fn merge<'a>(edges: &[&'a Arrow]) -> Vec<Both<'a>> {
    let mut order: Vec<Both<'a>> = Vec::new();
    let mut known: BTreeMap<Key, usize> = BTreeMap::new();
    for &arrow in edges {
        let place = *known.entry(key(arrow)).or_insert_with(|| {
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
    matches!(role, "listener_of" | "rule_of" | "member_of" | "entry_of")
}

/// The part of a picture that a reviewer has to see: boxes with their positions, and arrows between them.
type Part<'a> = (Vec<(usize, &'a Box)>, Vec<&'a Arrow>);

/// The routes that change or end nowhere, with what stands above and below them; `None` where there are none.
pub(super) fn changing(picture: &Picture) -> Option<Part<'_>> {
    let forwards = || picture.edges.iter().filter(|arrow| arrow.role == "forward");
    let changed: Vec<&Arrow> = forwards().filter(|arrow| tells(arrow, picture)).collect();
    if changed.is_empty() {
        return None;
    }
    let sources: BTreeSet<usize> = changed.iter().map(|arrow| arrow.from_box).collect();
    let mut wanted = sources.clone();
    // Every pool of a route that changes, so that the whole of its traffic is seen.
    wanted.extend(forwards().filter(|arrow| sources.contains(&arrow.from_box)).filter_map(|arrow| arrow.to_box));
    for role in ["rule_of", "listener_of"] {
        let of_role = picture.edges.iter().filter(|arrow| arrow.role == role && wanted.contains(&arrow.from_box));
        let above: Vec<usize> = of_role.filter_map(|arrow| arrow.to_box).collect();
        wanted.extend(above);
    }
    for role in ["entry_to", "member_of"] {
        let leads = |arrow: &&Arrow| arrow.role == role && arrow.to_box.is_some_and(|to| wanted.contains(&to));
        let beside: Vec<usize> = picture.edges.iter().filter(leads).map(|arrow| arrow.from_box).collect();
        wanted.extend(beside);
    }
    let nodes = picture.nodes.iter().enumerate().filter(|(at, _)| wanted.contains(at)).collect();
    let inside =
        |arrow: &&Arrow| wanted.contains(&arrow.from_box) && arrow.to_box.is_none_or(|to| wanted.contains(&to));
    Some((nodes, picture.edges.iter().filter(inside).collect()))
}

/// It comes, goes, gets another weight, or leads to a pool that is dead or goes away.
fn tells(arrow: &Arrow, picture: &Picture) -> bool {
    let ends = arrow.to_box.and_then(|to| picture.nodes.get(to)).is_some_and(is_dead);
    arrow.before != arrow.after || arrow.after && ends
}
