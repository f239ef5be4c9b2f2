//! The *order* of an apply: which step Terraform is bound to take before which, where the walk is stopped, and the
//! *windows* in which a route that carries traffic ends nowhere. It is a partial order; what stands in none to each
//! other may run side by side.
//!
//! The rules are those of Terraform's apply graph: the configuration orders creates and updates, the recorded state
//! orders destroys, and `create_before_destroy` as it is recorded turns a destroy's edges round. Where the recorded flag
//! is not at hand, everything is worked out three times: without the edges that hang on it, as if it were off, and as if it
//! were on. Only what the first proves is said; where the other two differ from it, it is not known.

mod aftermath;
mod claims;
mod closure;
mod configured;
mod edges;
mod shown;
mod stops;
mod timeline;
mod windows;

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{Graph, NodeId, World};
use crate::hash::{HashMap, with_room};
use crate::input::Input;
use crate::model::{Address, Change, Mode};

pub use edges::Waits;
pub use stops::{Stop, StopKind};
pub use windows::{Cause, Window};

use closure::Closure;
use edges::{Edges, Flag};

/// Why the order of destroys is not known.
pub const NO_STATE: &str = "the recorded state is not at hand; it decides the order of destroys: add --config PLANFILE, the \
                            file that `plan -out` wrote";

/// What is done to an object in one go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Half {
    /// It is created, or changed in place.
    Make,
    /// It is destroyed.
    Destroy,
}

/// A step of the apply: the position of a change in the plan, and which half of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step {
    /// Position in [`Plan::changes`](crate::model::Plan::changes).
    pub change: usize,
    /// Which half of it.
    pub half: Half,
}

/// Whether something happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sureness {
    /// In every order that Terraform can take.
    Always,
    /// In some.
    Possible,
    /// What decides it is not at hand.
    Unknown(String),
}

impl Sureness {
    /// The word of the dialect; none where it is not known.
    pub fn word(&self) -> Option<&'static str> {
        match self {
            Self::Always => Some("always"),
            Self::Possible => Some("possible"),
            Self::Unknown(_) => None,
        }
    }
}

/// All that is known of an apply between before and after.
#[derive(Debug, Default)]
pub struct Order {
    /// Every step, each after those that it waits for.
    pub steps: Vec<Step>,
    /// What each of them waits for.
    pub waits: Waits,
    /// Where the walk is stopped.
    pub stops: Vec<Stop>,
    /// Where a route ends nowhere for a time.
    pub windows: Vec<Window>,
    /// Steps that no order lets succeed.
    never: BTreeSet<Step>,
    /// Positions of the stops and windows that concern a node.
    of_node: BTreeMap<NodeId, (Vec<usize>, Vec<usize>)>,
}

impl Order {
    /// The apply of an input's plan, as far as its traffic is concerned.
    pub fn of(world: &World<'_>, graph: &Graph<'_>) -> Self {
        let mut order = Self::judged(world.input, graph);
        aftermath::judge(world, graph, &order.never, &mut order.stops);
        order.index(graph);
        order
    }

    fn index(&mut self, graph: &Graph<'_>) {
        for (at, stop) in self.stops.iter().enumerate() {
            for node in BTreeSet::from([stop.subject, stop.holder]) {
                self.of_node.entry(node).or_default().0.push(at);
            }
        }
        for (at, window) in self.windows.iter().enumerate() {
            let ends = graph.edges.get(window.route).into_iter().flat_map(|edge| [Some(edge.from), edge.to]);
            for node in ends.flatten().collect::<BTreeSet<NodeId>>() {
                self.of_node.entry(node).or_default().1.push(at);
            }
        }
    }

    fn judged(input: &Input, graph: &Graph<'_>) -> Self {
        let changes = &input.plan.changes;
        let known = input.recorded.is_some() || !changes.iter().any(edges::hangs_on_the_flag);
        let sure = One::of(input, graph, Flag::Left);
        let (steps, waits) = sure.edges.listed();
        // A plan whose state tells no dependency of anything may have left them out.
        let blind = input.recorded.is_none()
            && changes.iter().any(|change| edges::happens(change, Half::Destroy))
            && input.plan.prior.iter().all(|object| object.dependencies.is_empty());
        if known && !blind {
            return Self {
                steps,
                waits,
                stops: sure.stops,
                windows: sure.windows,
                never: sure.never,
                of_node: BTreeMap::new(),
            };
        }
        if blind {
            let (stops, windows) = (unsure(sure.stops), unsure(sure.windows));
            return Self { steps, waits, stops, windows, never: sure.never, of_node: BTreeMap::new() };
        }
        let others = [One::of(input, graph, Flag::Off), One::of(input, graph, Flag::On)];
        let [off, on] = others;
        Self {
            stops: agree(sure.stops, [off.stops, on.stops]),
            windows: agree(sure.windows, [off.windows, on.windows]),
            steps,
            waits,
            never: sure.never,
            of_node: BTreeMap::new(),
        }
    }

    /// What is done in a step, in a word.
    pub fn does(changes: &[Change], step: Step) -> &'static str {
        let creates = changes.get(step.change).is_some_and(|change| change.actions.creates());
        match step.half {
            Half::Destroy => "destroy",
            Half::Make if creates => "create",
            Half::Make => "update",
        }
    }
}

/// The apply under one assumption.
struct One<'p> {
    edges: Edges<'p>,
    stops: Vec<Stop>,
    windows: Vec<Window>,
    never: BTreeSet<Step>,
}

impl<'p> One<'p> {
    fn of(input: &'p Input, graph: &Graph<'_>, flag: Flag) -> Self {
        let edges = Edges::of(input, flag);
        let places = Places::of(&input.plan.changes, graph);
        let closure = Closure::of(&edges, places.changes());
        let claims = claims::all(input, graph, &places);
        let walk = stops::Walk::of(&edges, &closure, &claims);
        let windows = windows::all(&windows::World { graph, places: &places, closure: &closure, walk: &walk });
        Self { stops: walk.stops, never: walk.never, windows, edges }
    }
}

/// Something that is more or less sure.
trait Sure: Sized {
    type Key: Ord;
    fn key(&self) -> Self::Key;
    fn sureness(&mut self) -> &mut Sureness;
}

impl Sure for Stop {
    type Key = (Step, StopKind, NodeId);
    fn key(&self) -> Self::Key {
        (self.step, self.kind, self.holder)
    }
    fn sureness(&mut self) -> &mut Sureness {
        &mut self.sure
    }
}

impl Sure for Window {
    type Key = (usize, Cause);
    fn key(&self) -> Self::Key {
        (self.route, self.cause)
    }
    fn sureness(&mut self) -> &mut Sureness {
        &mut self.sure
    }
}

/// Only what is certain is known.
fn unsure<T: Sure>(mut all: Vec<T>) -> Vec<T> {
    for one in all.iter_mut().filter_map(|one| (*one.sureness() == Sureness::Possible).then_some(one)) {
        *one.sureness() = Sureness::Unknown(NO_STATE.to_owned());
    }
    all
}

/// What is proved without the flag is always so, and what is ruled out without it never; the rest is only said where it
/// is the same with the flag off and on.
fn agree<T: Sure>(sure: Vec<T>, others: [Vec<T>; 2]) -> Vec<T> {
    let words = others.map(|list| {
        let keyed = list.into_iter().map(|mut one| (one.key(), one.sureness().clone()));
        keyed.collect::<BTreeMap<T::Key, Sureness>>()
    });
    let mut all = sure;
    for one in &mut all {
        let key = one.key();
        let same = words.iter().all(|words| words.get(&key) == Some(&Sureness::Possible));
        if *one.sureness() == Sureness::Possible && !same {
            *one.sureness() = Sureness::Unknown(NO_STATE.to_owned());
        }
    }
    all
}

/// Where the objects of the graph stand in the plan.
#[derive(Debug)]
pub(crate) struct Places<'p> {
    changes: &'p [Change],
    of_node: Vec<Option<usize>>,
}

impl<'p> Places<'p> {
    fn of(changes: &'p [Change], graph: &Graph<'_>) -> Self {
        let mut by_object: HashMap<(&Address, Option<&str>), usize> = with_room(changes.len());
        for (index, change) in changes.iter().enumerate().filter(|(_, change)| change.address.mode == Mode::Managed) {
            by_object.insert((&*change.address, change.deposed.as_deref()), index);
        }
        let of_node = graph.nodes.iter().map(|node| {
            let address = node.address.as_deref().filter(|_| !node.kind.surrounds())?;
            by_object.get(&(address, node.deposed.as_deref())).copied()
        });
        Self { changes, of_node: of_node.collect() }
    }

    /// Positions of the changes that concern the graph.
    fn changes(&self) -> Vec<usize> {
        self.of_node.iter().flatten().copied().collect()
    }

    /// The step that makes or changes a node, where there is one.
    pub(crate) fn make(&self, node: NodeId) -> Option<Step> {
        self.step(node, Half::Make)
    }

    /// The step that destroys a node, where there is one.
    pub(crate) fn destroy(&self, node: NodeId) -> Option<Step> {
        self.step(node, Half::Destroy)
    }

    fn step(&self, node: NodeId, half: Half) -> Option<Step> {
        let change = self.of_node.get(node).copied().flatten()?;
        edges::happens(self.changes.get(change)?, half).then_some(Step { change, half })
    }
}
