//! *Commons*: the inputs of a run are one world. A pool of one plan is routed to by another's listener, members stand in
//! a third state, a DNS name in a fourth: [`Commons`] has the graph of each, and [`Commons::graph`] is that of one of
//! them with all that others add to it.
//!
//! Only names that mean one object in the whole of AWS join two inputs: ARNs, names of hosts that AWS gives, generated
//! ids. A name such as that of a target group means another object in another account. An object belongs to one state:
//! two inputs that both manage it are two pictures of one state, and say nothing of each other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::hash::HashMap;
use crate::input::{Input, InputKind};
use crate::model::Operation;

use super::kinds::{Identity, Kinds};
use super::matching::{host_name, is_of_entry};
use super::{Graph, Node, NodeId, NodeKind, Side, World};

/// All inputs of a run, and the neighbours that are evidence only.
#[derive(Debug)]
pub struct Commons<'p> {
    sites: Vec<Site<'p>>,
    /// Names that mean one object in the whole world, and the nodes that have them. Looked up, never walked.
    marks: HashMap<String, Vec<Mark>>,
    /// Pairs of inputs that are pictures of one state, the smaller position first, and an object that both manage.
    pictures: BTreeMap<(usize, usize), String>,
    /// The positions of the inputs in an order that does not depend on the one they were given in.
    ranked: Vec<usize>,
}

#[derive(Debug)]
struct Site<'p> {
    path: Arc<str>,
    /// What its plan makes of its objects.
    world: Arc<World<'p>>,
    /// What it is once its plan is applied.
    planned: Arc<Graph<'p>>,
    /// What others may take of it: of a plan that stopped at an error only what is there now.
    seen: Arc<Graph<'p>>,
    /// Nodes of `seen` that its plan takes over from somebody.
    imported: BTreeSet<NodeId>,
}

/// A node that a name means.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    pub(super) site: usize,
    pub(super) node: NodeId,
    pub(super) kind: NodeKind,
    /// The input manages it; else it only names or reads it.
    pub(super) managed: bool,
    /// The name means the object that is replaced, and not the one that replaces it.
    pub(super) old: bool,
}

impl<'p> Commons<'p> {
    /// The graphs of inputs, which see each other.
    pub fn of(inputs: &[&'p Input], kinds: &'p Kinds) -> Self {
        let sites: Vec<Site<'p>> = inputs.par_iter().map(|input| Site::of(input, kinds)).collect();
        let mut commons = Self { marks: HashMap::default(), pictures: BTreeMap::new(), ranked: ranked(inputs), sites };
        if commons.sites.len() > 1 {
            commons.mark();
        }
        commons
    }

    fn mark(&mut self) {
        for (position, site) in self.sites.iter().enumerate() {
            for (name, mark) in marks(&site.seen, position) {
                self.marks.entry(name).or_default().push(mark);
            }
        }
        #[allow(
            clippy::iter_over_hash_type,
            reason = "the smallest name of each pair is kept, in whatever order they come"
        )]
        for (name, marks) in &self.marks {
            let owners: BTreeSet<usize> =
                marks.iter().filter(|mark| mark.managed && self.owns(**mark)).map(|mark| mark.site).collect();
            let owners: Vec<usize> = owners.into_iter().collect();
            for (at, first) in owners.iter().enumerate() {
                for second in owners.iter().skip(at + 1) {
                    let kept = self.pictures.entry((*first, *second)).or_insert_with(|| name.clone());
                    if name < kept {
                        kept.clone_from(name);
                    }
                }
            }
        }
    }

    /// What is handed from one state to another is managed by both for the time of the apply.
    fn owns(&self, mark: Mark) -> bool {
        let node = self.seen(mark.site).and_then(|graph| graph.node(mark.node));
        let handed_over = self.sites.get(mark.site).is_some_and(|site| site.imported.contains(&mark.node));
        node.is_some_and(|node| node.operation() != Operation::Forget) && !handed_over
    }

    /// The world that the plan of an input makes.
    pub fn world(&self, position: usize) -> Option<Arc<World<'p>>> {
        self.sites.get(position).map(|site| Arc::clone(&site.world))
    }

    /// The graph of an input with all that others add to it.
    pub fn graph(&self, position: usize) -> Option<Arc<Graph<'p>>> {
        let own = &self.sites.get(position)?.planned;
        Some(self.joined(position, own).map_or_else(|| Arc::clone(own), Arc::new))
    }

    /// The graph that an input has where it is not applied, while all others are.
    pub fn graph_before(&self, position: usize, world: &World<'p>) -> Arc<Graph<'p>> {
        let own = Graph::build(world);
        Arc::new(self.joined(position, &own).unwrap_or(own))
    }

    /// What others may take of an input.
    pub(super) fn seen(&self, site: usize) -> Option<&Graph<'p>> {
        self.sites.get(site).map(|site| &*site.seen)
    }

    /// What an input is once its plan is applied, by itself.
    pub(super) fn planned(&self, site: usize) -> Option<&Graph<'p>> {
        self.sites.get(site).map(|site| &*site.planned)
    }

    pub(super) fn path(&self, site: usize) -> Arc<str> {
        self.sites.get(site).map_or_else(|| Arc::from(""), |site| Arc::clone(&site.path))
    }

    pub(super) fn marks_of(&self, name: &str) -> &[Mark] {
        self.marks.get(name).map_or(&[], Vec::as_slice)
    }

    pub(super) fn is_alone(&self) -> bool {
        self.sites.len() < 2
    }

    /// The inputs that say something of what an input has. Of several pictures of one state it is the first.
    pub(super) fn neighbours(&self, position: usize) -> Vec<usize> {
        let mut taken = vec![position];
        for other in &self.ranked {
            if taken.iter().all(|one| one != other && !self.are_one_state(*one, *other)) {
                taken.push(*other);
            }
        }
        taken.split_off(1)
    }

    fn are_one_state(&self, a: usize, b: usize) -> bool {
        self.pictures.contains_key(&(a.min(b), a.max(b)))
    }

    /// Inputs that are pictures of one state, by their positions, and an object that both manage. The first of two is the
    /// one whose path comes first, in whatever order they were given.
    pub fn pictures(&self) -> Vec<(usize, usize, &str)> {
        let mut ranks = vec![0; self.ranked.len()];
        for (rank, position) in self.ranked.iter().enumerate() {
            ranks.get_mut(*position).into_iter().for_each(|known| *known = rank);
        }
        let rank = |position: usize| ranks.get(position).copied().unwrap_or_default();
        let by_rank = |(a, b): (usize, usize)| if rank(a) < rank(b) { (a, b) } else { (b, a) };
        let pictures = self.pictures.iter().map(|(pair, name)| {
            let (first, other) = by_rank(*pair);
            (first, other, name.as_str())
        });
        let mut pictures: Vec<(usize, usize, &str)> = pictures.collect();
        pictures.sort_by_key(|(first, other, _)| (rank(*first), rank(*other)));
        pictures
    }
}

impl<'p> Site<'p> {
    fn of(input: &'p Input, kinds: &'p Kinds) -> Self {
        let world = Arc::new(World::planned(input, kinds));
        let planned = Arc::new(Graph::build(&world));
        let seen = if input.plan.errored { Arc::new(Graph::build(&world.before())) } else { Arc::clone(&planned) };
        let taken = input.plan.changes.iter().filter(|change| change.importing);
        let imported = taken.flat_map(|change| seen.nodes_at(&change.address)).collect();
        Self { path: Arc::from(input.path.as_str()), world, planned, seen, imported }
    }
}

/// Plans before states, which know less of what will be; then by path.
fn ranked(inputs: &[&Input]) -> Vec<usize> {
    let mut positions: Vec<usize> = (0..inputs.len()).collect();
    positions.sort_by_key(|position| inputs.get(*position).map(|input| (input.kind == InputKind::State, &input.path)));
    positions
}

/// The names by which others may know the nodes of a graph.
pub(super) fn marks(graph: &Graph<'_>, site: usize) -> Vec<(String, Mark)> {
    let mut all = Vec::new();
    for (id, node) in graph.nodes.iter().enumerate() {
        for (name, old) in names(node) {
            all.push((name, Mark { site, node: id, kind: node.kind, managed: node.managed, old }));
        }
    }
    all
}

/// The names of a node that mean one object in the whole world, and whether only the object that is replaced has them.
pub(super) fn names(node: &Node<'_>) -> Vec<(String, bool)> {
    let Some(row) = node.row else {
        let name = host_name(&node.name);
        let text = if is_host(&name) { name } else { node.name.clone() };
        return if is_global(&text) { vec![(text, false)] } else { Vec::new() };
    };
    let on = |side: Side| row.identities.iter().filter(|one| one.unique).flat_map(move |one| texts(node, one, side));
    let mut names: BTreeMap<String, bool> = on(Side::Before).map(|name| (name, node.is_replaced())).collect();
    names.extend(on(Side::After).map(|name| (name, false)));
    names.into_iter().collect()
}

fn texts(node: &Node<'_>, identity: &Identity, side: Side) -> Vec<String> {
    let Some(values) = node.values(side) else { return Vec::new() };
    let mut texts = Vec::new();
    identity.pattern.texts(values, &mut |text| {
        texts.push(if identity.host { host_name(text) } else { text.to_owned() });
    });
    texts.retain(|text| is_global(text));
    texts
}

fn is_global(text: &str) -> bool {
    text.starts_with("arn:") || is_host(text) || is_generated(text)
}

/// A host that AWS names. A name that people give may stand in the zones of several accounts.
fn is_host(text: &str) -> bool {
    const ENDS: [&str; 3] = [".amazonaws.com", ".amazonaws.com.cn", ".on.aws"];
    is_of_entry(text) || ENDS.iter().any(|end| text.ends_with(end))
}

/// `i-0123456789abcdef0`: a word, and digits that nobody else gets.
fn is_generated(text: &str) -> bool {
    const DIGITS: usize = 16;
    text.split_once('-').is_some_and(|(word, digits)| {
        word.bytes().all(|byte| byte.is_ascii_lowercase())
            && digits.len() >= DIGITS
            && digits.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_joins_inputs_only_where_it_means_one_object_everywhere() {
        assert!(is_global("arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/blue/50dc6c495c0c9188"));
        assert!(is_global("main-1.eu-central-1.elb.amazonaws.com"));
        assert!(is_global("i-0123456789abcdef0"));
        for name in ["blue", "10.0.0.5", "www.example.com", "shop-1", "i-123", "my-deadbeefdeadbeef-x"] {
            assert!(!is_global(name), "{name}");
        }
    }
}
