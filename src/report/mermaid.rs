//! A picture of the traffic graph in the language of *Mermaid*, which GitHub and GitLab draw.

use std::collections::{BTreeMap, BTreeSet};

use super::drawing::{Both, Id, against, fact, from, id, is_dead, merge, to, words};
use super::words::{kind, name};
use crate::picture::{Arrow, Box, Picture};

/// GitHub refuses diagrams with more edges than this; a picture with so many is of no use to anybody either.
const EDGES: usize = 280;
/// In a comment, more hides what matters.
const CHANGED: usize = 60;

/// The whole picture.
pub fn mermaid(picture: &Picture) -> String {
    draw(&picture.nodes.iter().collect::<Vec<_>>(), &picture.edges.iter().collect::<Vec<_>>(), EDGES)
}

/// The routes that change or end nowhere, with what stands above and below them; `None` where there are none.
pub(super) fn changes(picture: &Picture) -> Option<String> {
    let nodes: BTreeMap<Id<'_>, &Box> = picture.nodes.iter().map(|node| (id(node), node)).collect();
    let changed: Vec<&Arrow> =
        picture.edges.iter().filter(|arrow| arrow.role == "forward" && tells(arrow, &nodes)).collect();
    if changed.is_empty() {
        return None;
    }
    let mut wanted: BTreeSet<Id<'_>> =
        changed.iter().flat_map(|arrow| [Some(from(arrow)), to(arrow)]).flatten().collect();
    // Every pool of a route that changes, so that the whole of its traffic is seen.
    let sources: BTreeSet<Id<'_>> = changed.iter().map(|arrow| from(arrow)).collect();
    let siblings = picture.edges.iter().filter(|arrow| arrow.role == "forward" && sources.contains(&from(arrow)));
    wanted.extend(siblings.filter_map(to));
    for role in ["rule_of", "listener_of"] {
        let above: Vec<Id<'_>> = picture
            .edges
            .iter()
            .filter(|arrow| arrow.role == role && wanted.contains(&from(arrow)))
            .filter_map(to)
            .collect();
        wanted.extend(above);
    }
    for role in ["entry_to", "member_of"] {
        let beside: Vec<Id<'_>> = picture
            .edges
            .iter()
            .filter(|arrow| arrow.role == role && to(arrow).is_some_and(|to| wanted.contains(&to)))
            .map(from)
            .collect();
        wanted.extend(beside);
    }
    let nodes: Vec<&Box> = picture.nodes.iter().filter(|node| wanted.contains(&id(node))).collect();
    let edges: Vec<&Arrow> = picture
        .edges
        .iter()
        .filter(|arrow| wanted.contains(&from(arrow)) && to(arrow).is_none_or(|to| wanted.contains(&to)))
        .collect();
    Some(draw(&nodes, &edges, CHANGED))
}

/// It comes, goes, gets another weight, or leads to a pool that is dead or goes away.
fn tells(arrow: &Arrow, nodes: &BTreeMap<Id<'_>, &Box>) -> bool {
    let ends = to(arrow).and_then(|to| nodes.get(&to)).is_some_and(|node| is_dead(node));
    arrow.before != arrow.after || arrow.after && ends
}

fn draw(nodes: &[&Box], edges: &[&Arrow], most: usize) -> String {
    let ids: BTreeMap<Id<'_>, usize> = nodes.iter().enumerate().map(|(position, node)| (id(node), position)).collect();
    let mut out = "flowchart LR\n".to_owned();
    for (position, node) in nodes.iter().enumerate() {
        out.push_str(&format!("  n{position}{}\n", shape(node)));
    }
    let merged = merge(edges);
    for (at, edge) in merged.iter().take(most).enumerate() {
        out.push_str(&line(at, edge, &ids));
    }
    if merged.len() > most {
        out.push_str(&format!("  more[\"… and {} more connections\"]\n", merged.len() - most));
    }
    for (class, test) in CLASSES {
        let of_class: Vec<String> = nodes
            .iter()
            .enumerate()
            .filter(|(_, node)| test(node))
            .map(|(position, _)| format!("n{position}"))
            .collect();
        if !of_class.is_empty() {
            out.push_str(&format!("  class {} {class}\n", of_class.join(",")));
        }
    }
    for (class, style) in STYLES {
        out.push_str(&format!("  classDef {class} {style}\n"));
    }
    out
}

type Test = fn(&Box) -> bool;

const CLASSES: &[(&str, Test)] = &[
    ("gone", |node| node.before && !node.after && !is_dead(node)),
    ("fresh", |node| !node.before && node.after && !is_dead(node)),
    ("open", |node| node.liveness.starts_with("unknown")),
    ("dead", is_dead),
];

/// Colours that stand on light and on dark ground; the words in the boxes say the same.
const STYLES: &[(&str, &str)] = &[
    ("dead", "fill:#b42318,stroke:#7a271a,color:#ffffff"),
    ("fresh", "stroke:#1a7f37,stroke-width:3px"),
    ("gone", "stroke:#8b949e,stroke-dasharray:5 4"),
    ("open", "stroke:#8250df,stroke-width:3px"),
];

fn shape(node: &Box) -> String {
    let mut lines = vec![kind(node.kind), name(&node.address)];
    lines.extend(fact(node));
    let text: Vec<String> = lines.iter().map(|line| label(line)).collect();
    let text = text.join("<br/>");
    match node.kind {
        "pool" => format!("([\"{text}\"])"),
        "rule" | "listener" => format!("[\"{text}\"]"),
        "load_balancer" => format!("[[\"{text}\"]]"),
        _ => format!("(\"{text}\")"),
    }
}

fn line(at: usize, both: &Both<'_>, ids: &BTreeMap<Id<'_>, usize>) -> String {
    let arrow = both.arrow;
    let Some(start) = ids.get(&from(arrow)) else { return String::new() };
    let end = match to(arrow) {
        Some(to) => match ids.get(&to) {
            Some(end) => format!("n{end}"),
            None => return String::new(),
        },
        None => format!("u{at}[\"not known\"]"),
    };
    let (start, end) = if against(arrow.role) { (end, format!("n{start}")) } else { (format!("n{start}"), end) };
    let stroke = match (both.before.is_some(), both.after.is_some(), arrow.certainty) {
        (_, true, "exact") => "-->",
        (_, true, _) | (true, false, _) | (false, false, _) => "-.->",
    };
    let text = words(both);
    if text.is_empty() {
        format!("  {start} {stroke} {end}\n")
    } else {
        format!("  {start} {stroke}|\"{}\"| {end}\n", label(&text))
    }
}

/// Text between quotes: what the language or its renderer could take for anything else is written as its number.
fn label(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() || " ._-/,:→✗?".contains(c) {
            out.push(c);
        } else {
            out.push_str(&format!("#{};", u32::from(c)));
        }
    }
    out
}
