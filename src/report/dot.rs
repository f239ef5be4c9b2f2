//! A picture of the traffic graph in the language of *Graphviz*.

use super::drawing::{Both, against, fact, is_dead, merge, words};
use super::words::{kind, name};
use crate::picture::{Box, Picture};

/// The whole picture.
pub fn dot(picture: &Picture) -> String {
    let mut out = "digraph poolproof {\n  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n  \
                   edge [fontname=\"sans-serif\"];\n"
        .to_owned();
    for (position, node) in picture.nodes.iter().enumerate() {
        out.push_str(&format!("  n{position} [label={}{}];\n", label(node), style(node)));
    }
    let edges: Vec<_> = picture.edges.iter().collect();
    for (at, both) in merge(&edges).iter().enumerate() {
        out.push_str(&edge(at, both));
    }
    out.push_str("}\n");
    out
}

fn label(node: &Box) -> String {
    let mut lines = vec![kind(node.kind), name(&node.address)];
    lines.extend(fact(node));
    let lines: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
    format!("\"{}\"", lines.join("\\n"))
}

/// Colours stand beside words that say the same.
fn style(node: &Box) -> &'static str {
    match node {
        _ if is_dead(node) => ", style=\"rounded,filled\", fillcolor=\"#b42318\", fontcolor=\"#ffffff\"",
        _ if node.before && !node.after => ", style=\"rounded,dashed\", color=\"#6e7781\"",
        _ if !node.before && node.after => ", color=\"#1a7f37\", penwidth=2",
        _ if node.liveness.starts_with("unknown") => ", color=\"#8250df\", penwidth=2",
        _ => "",
    }
}

fn edge(at: usize, both: &Both<'_>) -> String {
    let arrow = both.arrow;
    let start = arrow.from_box;
    let mut lost = String::new();
    let end = match arrow.to_box {
        Some(to) => format!("n{to}"),
        None => {
            lost = format!("  u{at} [label=\"not known\", style=\"rounded,dashed\"];\n");
            format!("u{at}")
        }
    };
    let (start, end) = if against(arrow.role) { (end, format!("n{start}")) } else { (format!("n{start}"), end) };
    let dashed = if both.after.is_some() && arrow.certainty == "exact" { "" } else { ", style=dashed" };
    format!("{lost}  {start} -> {end} [label=\"{}\"{dashed}];\n", escaped(&words(both)))
}

/// Text between quotes.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
