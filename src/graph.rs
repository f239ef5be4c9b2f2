//! The *traffic graph*: load balancers, listeners, rules, pools, members and targets, with the edges that hold before
//! the apply and those that will hold after it. A [`World`] says which objects there are; [`Graph::build`] finds what
//! connects them. The world before a plan is a plan that changes nothing: the same code judges both, and a fault that
//! stands in both worlds was there before.

mod actions;
mod bodies;
mod build;
mod commons;
mod exports;
mod join;
mod kinds;
mod liveness;
mod matching;
mod names;
mod node;
mod paint;
mod parts;
mod repeats;
mod same;
mod sources;
mod stale;
mod texts;
mod twins;
mod unknown;
mod world;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::hash::HashMap;
use crate::input::ExternalPool;
use crate::model::{Address, Path};
use crate::resolve::{Chain, Difference};
use crate::source::Place;

pub use actions::{Forward, last_action};
pub use bodies::Bodies;
pub use commons::Commons;
pub use kinds::{Capacity, Kind, Kinds, Reference};
pub(crate) use kinds::{WIDENERS, host_reference, is_path};
pub use liveness::Liveness;
pub use names::{Names, groups};
pub use node::{Home, Node};
pub use parts::{NodeKind, Role};
pub use same::{Family, Identity};
pub use twins::Twin;
pub(crate) use twins::same_account;
pub use world::{Object, Undone, World};

/// Position of a node in [`Graph::nodes`].
pub type NodeId = usize;

/// One of the two sides of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Before the apply.
    Before,
    /// After it.
    After,
}

/// How sure an edge is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// It leads there.
    Exact,
    /// It leads there or to another candidate.
    Possible,
    /// Where it leads is not known.
    Unresolved,
}

impl Certainty {
    /// The contract's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Possible => "possible",
            Self::Unresolved => "unresolved",
        }
    }
}

/// The weight of a forward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Weight {
    /// The forward has one pool: it gets everything.
    Single,
    /// As written.
    Known(i64),
    /// Not known, or not to be shown, and why.
    Unknown(String),
}

/// How an edge's target was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The value is known and names it.
    Value,
    /// The configuration, evaluated.
    Configuration,
    /// The reference that plan JSON has of the configuration.
    Reference,
    /// What the plan's changes were computed from, as a superset.
    Relevant,
    /// Not found.
    Nothing,
}

impl By {
    /// In words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Value => "known value",
            Self::Configuration => "configuration",
            Self::Reference => "reference",
            Self::Relevant => "attributes the plan was computed from",
            Self::Nothing => "nothing",
        }
    }
}

/// An edge.
#[derive(Debug, Clone)]
pub struct Edge {
    /// What it means.
    pub role: Role,
    /// Where it starts.
    pub from: NodeId,
    /// Where it leads; `None` where that is not known.
    pub to: Option<NodeId>,
    /// It names the object that is replaced, not the one that replaces it.
    pub to_old: bool,
    /// The attribute that makes it.
    pub path: Path,
    /// Weight of a forward.
    pub weight: Weight,
    /// How sure it is.
    pub certainty: Certainty,
    /// Holds before.
    pub before: bool,
    /// Holds after.
    pub after: bool,
    /// What could not be known.
    pub why: Option<String>,
    /// How its target was found.
    pub by: By,
    /// The names between the attribute and its target, where the configuration tells.
    pub chain: Chain,
    /// Where the attribute is written.
    pub place: Option<Place>,
}

impl Edge {
    /// It holds on a side.
    pub fn holds(&self, side: Side) -> bool {
        match side {
            Side::Before => self.before,
            Side::After => self.after,
        }
    }
}

/// An attribute that holds something other than what it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongReference {
    /// Where it stands.
    pub from: NodeId,
    /// The attribute.
    pub path: Path,
    /// What it takes, such as `the ARN of a target group`.
    pub takes: &'static str,
    /// What it has.
    pub has: String,
}

/// The graph of a world.
#[derive(Debug, Clone)]
pub struct Graph<'p> {
    /// The nodes, sorted by address; literals last.
    pub nodes: Vec<Node<'p>>,
    /// The edges, in the order of their nodes.
    pub edges: Vec<Edge>,
    /// References to the wrong kind of thing.
    pub wrong: Vec<WrongReference>,
    /// Places in which the sources at hand are not those of the plan.
    pub differences: Vec<Difference>,
    kinds: &'p Kinds,
    outgoing: Vec<Vec<usize>>,
    /// The nodes of instances. Looked up, never walked.
    by_address: HashMap<Arc<Address>, Vec<NodeId>>,
    named: same::Named,
    incoming: Vec<Vec<usize>>,
    /// Edges whose target is not known: each of them may lead to any node of its kind.
    lost: Vec<usize>,
    /// Something else attaches security groups to what stands after the apply.
    groups_attached: bool,
    /// Managed pools by the name they will have.
    pools_by_name: BTreeMap<String, Vec<NodeId>>,
    /// Why pools may be filled out of sight, where the plan has something that could.
    opaque: Option<String>,
    /// The same for the pools of other inputs.
    opaque_there: BTreeMap<NodeId, String>,
    /// What plan JSON alone does not tell of a member.
    pub undeclared: Option<String>,
    exported: exports::Exported,
    /// Pools that others are known to fill.
    external_pools: &'p [ExternalPool],
}

impl<'p> Graph<'p> {
    /// Something else than the objects themselves says which security groups guard them after the apply.
    pub fn attaches_groups(&self) -> bool {
        self.groups_attached
    }

    /// The node at `id`.
    pub fn node(&self, id: NodeId) -> Option<&Node<'p>> {
        self.nodes.get(id)
    }

    /// The nodes of an instance: one for each row of the catalogue that its type has.
    pub fn nodes_at(&self, address: &Address) -> impl Iterator<Item = NodeId> {
        self.by_address.get(address).into_iter().flatten().copied()
    }

    /// What a node is, where there is one.
    pub(crate) fn node_kind(&self, id: Option<NodeId>) -> Option<NodeKind> {
        self.node(id?).map(|node| node.kind)
    }

    /// Every edge that starts at a node.
    pub fn edges_of(&self, id: NodeId) -> impl Iterator<Item = &Edge> {
        self.outgoing.get(id).into_iter().flatten().filter_map(|&index| self.edges.get(index))
    }

    /// Edges of `role` that start at a node, on a side.
    pub fn from(&self, id: NodeId, role: Role, side: Side) -> impl Iterator<Item = &Edge> {
        self.listed(self.outgoing.get(id), role, side)
    }

    /// Edges of `role` that lead to a node, on a side. One to the old object of a replaced node counts only before.
    pub fn to(&self, id: NodeId, role: Role, side: Side) -> impl Iterator<Item = &Edge> {
        self.listed(self.incoming.get(id), role, side).filter(move |edge| side == Side::Before || !edge.to_old)
    }

    /// Edges of `role` that lead to a node or to its old object, on a side.
    pub fn to_any(&self, id: NodeId, role: Role, side: Side) -> impl Iterator<Item = &Edge> {
        self.listed(self.incoming.get(id), role, side)
    }

    fn listed<'g>(&'g self, list: Option<&'g Vec<usize>>, role: Role, side: Side) -> impl Iterator<Item = &'g Edge> {
        let edges = list.into_iter().flatten().filter_map(|&index| self.edges.get(index));
        edges.filter(move |edge| edge.role == role && edge.holds(side))
    }

    /// Edges of `role` on a side whose target is not known.
    pub fn lost(&self, role: Role, side: Side) -> impl Iterator<Item = &Edge> {
        self.listed(Some(&self.lost), role, side)
    }

    /// Position of an edge of this graph.
    pub fn position(&self, edge: &Edge) -> Option<usize> {
        let list = self.outgoing.get(edge.from)?;
        list.iter().copied().find(|&index| self.edges.get(index).is_some_and(|other| std::ptr::eq(other, edge)))
    }

    /// Something leads to a node.
    pub(crate) fn is_led_to(&self, id: NodeId) -> bool {
        self.incoming.get(id).is_some_and(|edges| !edges.is_empty())
    }

    /// The attribute of an edge holds the wrong kind of thing, so that it leads nowhere.
    pub fn is_wrong(&self, edge: &Edge) -> bool {
        edge.to.is_none() && self.wrong.iter().any(|wrong| wrong.from == edge.from && wrong.path == edge.path)
    }

    /// Where a pool's name or ARN leaves this state.
    pub fn exported(&self, pool: NodeId) -> Option<&str> {
        self.exported.reason(pool)
    }

    /// A node that another input of the run has.
    pub fn is_foreign(&self, id: NodeId) -> bool {
        self.node(id).is_some_and(Node::is_foreign)
    }

    /// Edges after the apply, by certainty: exact, possible, unresolved. Those of other inputs are counted there.
    pub fn counts(&self) -> (usize, usize, usize) {
        let shown = self.edges.iter().filter(|edge| edge.after && edge.role.word().is_some());
        let shown = shown.filter(|edge| !self.is_foreign(edge.from));
        shown.fold((0, 0, 0), |(exact, possible, unresolved), edge| match edge.certainty {
            Certainty::Exact => (exact + 1, possible, unresolved),
            Certainty::Possible => (exact, possible + 1, unresolved),
            Certainty::Unresolved => (exact, possible, unresolved + 1),
        })
    }
}
