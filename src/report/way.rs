//! A *way* is the path of a finding drawn as a small tree: from where the traffic comes in down to where it ends.

use super::page::{Lead, Page};
use super::style::Tone;
use super::words;
use crate::finding::Hop;

/// Deeper hops are drawn at this depth: a hostile depth must not widen the page.
const DEEPEST: usize = 12;
const INDENT: &str = "  ";

/// Draws `path` onto `page`.
pub(super) fn draw(page: &mut Page, path: &[Hop]) {
    for (hop, branch) in path.iter().zip(branches(path)) {
        let before = format!("{INDENT}{}", branch.first);
        let hang = format!("{INDENT}{}  ", branch.rest);
        let (label, tone) = if hop.dead { ("✗", Tone::Bad) } else { ("", Tone::Plain) };
        page.paragraph(&Lead { before: &before, label, tone, hang: &hang }, &told(hop));
    }
}

/// Whether `path` names `address`.
pub(super) fn names(path: &[Hop], address: &str) -> bool {
    path.iter().any(|hop| hop.address == address)
}

/// A hop in words; the dead end is said, not only marked.
fn told(hop: &Hop) -> String {
    let mut parts = vec![words::kind(&hop.kind), words::name(&hop.address)];
    if !hop.note.is_empty() {
        parts.push(format!("({})", words::one_line(&hop.note)));
    }
    if hop.dead {
        parts.push("<- traffic ends here".to_owned());
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

/// What stands before a hop: on its first line, and on lines below it.
#[derive(Debug, Default, Clone)]
struct Branch {
    first: String,
    rest: String,
}

/// Goes from the last hop up, as only what comes later tells whether a branch goes on.
fn branches(path: &[Hop]) -> Vec<Branch> {
    let mut goes_on = [false; DEEPEST + 1];
    let mut out: Vec<Branch> = Vec::with_capacity(path.len());
    for hop in path.iter().rev() {
        let depth = hop.depth.min(DEEPEST);
        out.push(branch(&goes_on, depth));
        for (level, open) in goes_on.iter_mut().enumerate().skip(depth) {
            *open = level == depth;
        }
    }
    out.reverse();
    out
}

fn branch(goes_on: &[bool], depth: usize) -> Branch {
    let mut out = Branch::default();
    for (level, open) in goes_on.iter().enumerate().take(depth + 1).skip(1) {
        let (own, below) = match (level == depth, open) {
            (true, true) => ("├─ ", "│  "),
            (true, false) => ("└─ ", "   "),
            (false, true) => ("│  ", "│  "),
            (false, false) => ("   ", "   "),
        };
        out.first.push_str(own);
        out.rest.push_str(below);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_end_where_no_sibling_follows() {
        let depths = [0, 1, 2, 2, 1, 2];
        let path: Vec<Hop> = depths
            .into_iter()
            .map(|depth| Hop {
                depth,
                kind: String::new(),
                address: String::new(),
                note: String::new(),
                dead: false,
                location: None,
            })
            .collect();
        let drawn: Vec<String> = branches(&path).into_iter().map(|branch| branch.first).collect();
        assert_eq!(drawn, ["", "├─ ", "│  ├─ ", "│  └─ ", "└─ ", "   └─ "]);
    }
}
