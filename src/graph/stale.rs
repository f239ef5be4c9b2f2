//! Attributes that say one thing twice: the pools of a scaling group are its `target_group_arns` and its `traffic_source`.
//! The configuration sets one of them and the provider fills in the other, which stays in the plan as it was when the
//! first one changes.

use crate::model::{Path, Step};

use super::build::{Draft, Goal};
use super::kinds::Reference;
use super::{Certainty, Node};

/// The edges after the apply, without those that stand only in what the provider once filled in.
pub(super) fn without_stale(
    node: &Node<'_>,
    references: &[Reference],
    is_set: impl Fn(&str) -> bool,
    before: &[Draft],
    after: Vec<Draft>,
) -> Vec<Draft> {
    let computed: Vec<&Reference> = references.iter().filter(|reference| reference.computed).collect();
    let (Some(was), Some(is)) = (node.before, node.after) else { return after };
    if computed.len() < 2 {
        return after;
    }
    let changed = |name: &str| was.get(name) != is.get(name);
    let is_stale = |draft: &Draft| {
        let own = computed.iter().copied().find(|one| one.pattern.names(&draft.path));
        let (Some(own), Some(name)) = (own, first(&draft.path)) else { return false };
        if changed(name) || is_set(name) {
            return false;
        }
        computed.iter().filter(|other| other.role == own.role && !std::ptr::eq(**other, own)).any(|other| {
            let mut had = before.iter().filter(|one| other.pattern.names(&one.path) && same(one, draft));
            let told = had.find_map(|one| first(&one.path)).filter(|name| changed(name) && is_set(name));
            let mut has = after.iter().filter(|one| other.pattern.names(&one.path));
            told.is_some() && has.all(|one| one.certainty == Certainty::Exact && !same(one, draft))
        })
    };
    let stale: Vec<bool> = after.iter().map(is_stale).collect();
    after.into_iter().zip(stale).filter(|(_, stale)| !stale).map(|(draft, _)| draft).collect()
}

fn first(path: &Path) -> Option<&str> {
    match path.steps.first() {
        Some(Step::Name(name)) => Some(name),
        _ => None,
    }
}

fn same(a: &Draft, b: &Draft) -> bool {
    match (&a.to, &b.to) {
        (Goal::Node { id: a, .. }, Goal::Node { id: b, .. }) => a == b,
        (Goal::Literal { text: a, .. }, Goal::Literal { text: b, .. }) => a == b,
        _ => false,
    }
}
