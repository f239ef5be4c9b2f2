//! A *picture* is the traffic graph as plain boxes and arrows: what `graph --format …` and the reports draw, without
//! knowing how a graph is made. Text in here is raw; renderers escape.

use crate::finding::Span;
use crate::source::Location;

/// Boxes and arrows, sorted, ready to be drawn. Every end of an arrow that is known is one of the boxes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Picture {
    /// The nodes.
    pub nodes: Vec<Box>,
    /// The edges.
    pub edges: Vec<Arrow>,
}

/// A node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Box {
    /// `entry`, `load_balancer`, `listener`, `rule`, `pool`, `member`, `target`.
    pub kind: &'static str,
    /// Resource type; empty for a literal of unknown type.
    pub type_: String,
    /// Instance address, or the literal.
    pub address: String,
    /// The module instance it stands in; empty for the root.
    pub module: String,
    /// Stands in this plan or its state.
    pub managed: bool,
    /// Key of a deposed object.
    pub deposed: Option<String>,
    /// What the plan does to it.
    pub operation: &'static str,
    /// Where it is written, if a source is at hand.
    pub location: Option<Location>,
    /// Exists before the apply.
    pub before: bool,
    /// Exists after it.
    pub after: bool,
    /// For a pool: what is known of its targets after the apply, such as `live`, `dead: …`, `unknown: …`; else empty.
    pub liveness: String,
    /// The same before it.
    pub liveness_before: String,
    /// For a member or target: whether it has something that can answer after the apply, in the same words; else empty.
    pub capacity: String,
}

/// An edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrow {
    /// `forward`, `listener_of`, `rule_of`, `member_of`, `target_of`, `entry_to`.
    pub role: &'static str,
    /// Position of the box it comes from: one resource may be several boxes, so the address does not tell.
    pub from_box: usize,
    /// Position of the box it leads to; `None` where unresolved.
    pub to_box: Option<usize>,
    /// Instance address.
    pub from: String,
    /// Key of a deposed object it comes from.
    pub from_deposed: Option<String>,
    /// Instance address or literal; `None` where unresolved.
    pub to: Option<String>,
    /// Key of the deposed object it points to.
    pub to_deposed: Option<String>,
    /// Path of the attribute that makes it.
    pub attribute: String,
    /// Weight of a weighted forward.
    pub weight: Option<i64>,
    /// `exact`, `possible`, `unresolved`.
    pub certainty: &'static str,
    /// How its target was found, such as `known value` or `reference`.
    pub resolved_by: &'static str,
    /// Holds before the apply.
    pub before: bool,
    /// Holds after it.
    pub after: bool,
    /// What could not be known.
    pub why: Option<String>,
    /// The names between the attribute and its target, such as `local.live (main.tf:12)`.
    pub chain: Vec<String>,
    /// Where the attribute is written.
    pub location: Option<Location>,
}

/// The steps of an apply.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Steps {
    /// They, each after those that it waits for.
    pub steps: Vec<Step>,
    /// The spans in which a route ends nowhere.
    pub spans: Vec<Span>,
    /// The routes that end nowhere in what a certain stop leaves: listener or rule, and pool.
    pub left_dead: Vec<(String, Option<String>)>,
    /// Positions of all steps in an order that the apply can take, chosen so that as many spans as can be show in it.
    pub walk: Vec<usize>,
    /// For each span the part of the walk in which its route is dead.
    pub stretches: Vec<Option<Stretch>>,
}

/// A part of a walk: after so many of its steps the route is dead, until so many are done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Steps that are done when it begins.
    pub from: usize,
    /// Steps that are done when it ends; one more than there are where it does not end.
    pub to: usize,
}

/// A step of an apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Instance address.
    pub address: String,
    /// Key of a deposed object.
    pub deposed: Option<String>,
    /// `create`, `update` or `destroy`.
    pub does: &'static str,
    /// Positions of the steps that it waits for.
    pub after: Vec<usize>,
    /// Why it is refused, or may be.
    pub refused: Vec<String>,
    /// It is taken in some order: neither refused in every one nor waiting for a step that is.
    pub happens: bool,
}
