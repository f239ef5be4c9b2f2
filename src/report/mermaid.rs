//! A picture of the traffic graph in the language of *Mermaid*, which GitHub and GitLab draw.

use std::collections::BTreeMap;

use super::drawing::{Both, against, changing, fact, is_dead, merge, words};
use super::words::{kind, name};
use crate::picture::{Arrow, Box, Picture};

/// GitHub refuses diagrams with more edges than this; a picture with so many is of no use to anybody either.
const EDGES: usize = 280;
/// In a comment, more hides what matters.
const CHANGED: usize = 60;

/// The whole picture.
pub fn mermaid(picture: &Picture) -> String {
    let nodes: Vec<(usize, &Box)> = picture.nodes.iter().enumerate().collect();
    draw(&nodes, &picture.edges.iter().collect::<Vec<_>>(), EDGES)
}

/// The routes that change or end nowhere, with what stands above and below them; `None` where there are none.
pub fn changes(picture: &Picture) -> Option<String> {
    let (nodes, edges) = changing(picture)?;
    Some(draw(&nodes, &edges, CHANGED))
}

fn draw(nodes: &[(usize, &Box)], edges: &[&Arrow], most: usize) -> String {
    let ids: BTreeMap<usize, usize> = nodes.iter().enumerate().map(|(position, (id, _))| (*id, position)).collect();
    let mut out = "flowchart LR\n".to_owned();
    for (position, (_, node)) in nodes.iter().enumerate() {
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
            .filter(|(_, (_, node))| test(node))
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

fn line(at: usize, both: &Both<'_>, ids: &BTreeMap<usize, usize>) -> String {
    let arrow = both.arrow;
    let Some(start) = ids.get(&arrow.from_box) else { return String::new() };
    let end = match arrow.to_box {
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
