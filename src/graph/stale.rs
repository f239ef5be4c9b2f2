//! Attributes that say one thing twice: the pools of a scaling group are its `target_group_arns` and its `traffic_source`.
//! The configuration sets one of them and the provider fills in the other, which stays in the plan as it was when the
//! first one changes.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Path, Step};

use super::build::{Draft, Goal};
use super::kinds::Reference;
use super::{Certainty, Edge, Node, NodeId, NodeKind, Role};

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

/// Ends what a destroyed attachment takes away. A scaling group shows the pools that attachments gave it among its own, and
/// a classic load balancer its instances: the plan has them as they were. Nothing attaches them again, also where the
/// configuration sets them: the provider looks only at what changes.
pub(super) fn end_detached(nodes: &[Node<'_>], edges: &mut [Edge]) {
    let detached = detached(nodes, edges);
    if detached.is_empty() {
        return;
    }
    let pools = pools(edges);
    let is_ended = |edge: &Edge| {
        let (Some(from), Some(to)) = (nodes.get(edge.from), edge.to) else { return false };
        let stays = edge.before && edge.after && edge.certainty == Certainty::Exact && !from.actions.creates();
        let pair = match edge.role {
            Role::MemberOf => detached.contains(&(to, edge.from)),
            Role::TargetOf => pools.get(&edge.from).into_iter().flatten().any(|pool| detached.contains(&(*pool, to))),
            _ => false,
        };
        stays && pair && is_computed(from, edge)
    };
    let mut emptied = BTreeSet::new();
    for edge in edges.iter_mut().filter(|edge| is_ended(edge)) {
        edge.after = false;
        if edge.role == Role::TargetOf {
            emptied.insert(edge.from);
        }
    }
    for edge in edges.iter().filter(|edge| edge.role == Role::TargetOf && edge.after) {
        emptied.remove(&edge.from);
    }
    // What registers nothing is no member.
    let is_inner = |edge: &Edge| edge.role == Role::MemberOf && emptied.contains(&edge.from);
    edges.iter_mut().filter(|edge| is_inner(edge)).for_each(|edge| edge.after = false);
}

/// Pools and what a destroyed attachment had put into them. One of the two is named by what means one object everywhere,
/// and the other by a name that means one in its account and region.
fn detached(nodes: &[Node<'_>], edges: &[Edge]) -> BTreeSet<(NodeId, NodeId)> {
    let goes = |id: NodeId| {
        nodes.get(id).is_some_and(|node| node.kind == NodeKind::Member && node.managed && node.actions.destroys())
    };
    let mut ends: BTreeMap<NodeId, (Vec<&Edge>, Vec<&Edge>)> = BTreeMap::new();
    for edge in edges.iter().filter(|edge| goes(edge.from)) {
        match edge.role {
            Role::MemberOf => ends.entry(edge.from).or_default().0.push(edge),
            Role::TargetOf => ends.entry(edge.from).or_default().1.push(edge),
            _ => {}
        }
    }
    let mut detached = BTreeSet::new();
    for (pools, targets) in ends.values() {
        let pairs = pools.iter().flat_map(|pool| targets.iter().map(move |target| (*pool, *target)));
        let is_again =
            |(pool, target): &(&Edge, &Edge)| pool.after && target.after && pool.certainty == Certainty::Exact;
        let again: BTreeSet<_> = pairs.clone().filter(is_again).map(ends_of).collect();
        let had = pairs.filter(|(pool, target)| pool.before && target.before && is_sure(pool, target)).map(ends_of);
        detached.extend(had.filter(|pair| !again.contains(pair)).filter_map(|(pool, target)| Some((pool?, target?))));
    }
    detached
}

fn ends_of((pool, target): (&Edge, &Edge)) -> (Option<NodeId>, Option<NodeId>) {
    (pool.to, target.to)
}

fn is_sure(pool: &Edge, target: &Edge) -> bool {
    pool.certainty == Certainty::Exact || target.certainty == Certainty::Exact
}

/// The pools that each member has before the apply.
fn pools(edges: &[Edge]) -> BTreeMap<NodeId, Vec<NodeId>> {
    let mut pools: BTreeMap<NodeId, Vec<NodeId>> = BTreeMap::new();
    for edge in edges.iter().filter(|edge| edge.role == Role::MemberOf && edge.before) {
        pools.entry(edge.from).or_default().extend(edge.to);
    }
    pools
}

/// The provider fills in the attribute of an edge.
fn is_computed(node: &Node<'_>, edge: &Edge) -> bool {
    let references = node.row.map_or(&[][..], |row| &row.references);
    references.iter().any(|one| one.computed && one.role == edge.role && one.pattern.names(&edge.path))
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
