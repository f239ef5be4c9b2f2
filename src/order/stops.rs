//! Where an apply *stops*: a step that is refused. What waits for it is left out, everything else still runs, and what was
//! done stays.
//!
//! A step waits for others in Terraform's order, and it needs what its claims ask for. What stands in a cycle of the two can
//! never succeed, nor can what comes after: that is what is left when the graph with both kinds of edges is sorted.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::NodeId;

use super::claims::{Claim, Release};
use super::closure::Closure;
use super::edges::Edges;
use super::{Step, Sureness};

/// Why a step is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StopKind {
    /// A pool is deleted that a listener or rule forwards to.
    PoolInUse,
    /// A pool is made under a name that another one has.
    NameTaken,
    /// A listener is made on a port that another one has.
    PortTaken,
    /// A rule takes a priority that another one has.
    PriorityTaken,
    /// A listener or rule forwards to a pool that another load balancer uses.
    PoolOfAnother,
    /// A load balancer with deletion protection is deleted.
    Protected,
    /// A service is made with a pool that no load balancer uses yet.
    NotServed,
}

impl StopKind {
    /// The word of the dialect.
    pub fn word(self) -> &'static str {
        match self {
            Self::PoolInUse => "pool_in_use",
            Self::NameTaken => "name_taken",
            Self::PortTaken => "port_taken",
            Self::PriorityTaken => "priority_taken",
            Self::PoolOfAnother => "pool_of_another_load_balancer",
            Self::Protected => "deletion_protected",
            Self::NotServed => "pool_not_served",
        }
    }

    /// What AWS answers.
    pub fn answer(self) -> &'static str {
        match self {
            Self::PoolInUse => "ResourceInUse, for two minutes",
            Self::NameTaken => "the name is taken",
            Self::PortTaken => "DuplicateListener",
            Self::PriorityTaken => "PriorityInUse",
            Self::PoolOfAnother => "TargetGroupAssociationLimit",
            Self::Protected => "OperationNotPermitted",
            Self::NotServed => "the target group has no load balancer yet",
        }
    }
}

/// A step that is refused, or may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// The step.
    pub step: Step,
    /// Why.
    pub kind: StopKind,
    /// Whether it is.
    pub sure: Sureness,
    /// The node of the step.
    pub subject: NodeId,
    /// The node that stands in its way.
    pub holder: NodeId,
    /// Steps that are never taken because of it: they wait for it.
    pub skipped: Vec<Step>,
    /// Positions of the routes that end nowhere in what it leaves; none where the stop is not certain.
    pub leaves_dead: Vec<usize>,
}

/// The walk of an apply: its stops, and the steps that no order lets succeed.
#[derive(Debug)]
pub(super) struct Walk {
    pub(super) stops: Vec<Stop>,
    pub(super) never: BTreeSet<Step>,
}

impl Walk {
    pub(super) fn of(edges: &Edges<'_>, closure: &Closure, claims: &[Claim]) -> Self {
        let never = never(edges, claims);
        let steps: BTreeSet<Step> = never.iter().filter_map(|node| edges.step(*node)).collect();
        let placed: Vec<(Step, usize)> = steps.iter().filter_map(|step| Some((*step, closure.place(*step)?))).collect();
        let mut stops = BTreeMap::new();
        for claim in claims {
            let Some(sure) = sureness(edges, closure, &never, claim) else { continue };
            let (step, kind, subject, holder) = (claim.step, claim.kind, claim.subject, claim.holder);
            let place = closure.place(step).filter(|_| sure == Sureness::Always);
            let after = |(other, at): &&(Step, usize)| {
                *other != step && place.is_some_and(|place| closure.precedes_at(place, *at))
            };
            let skipped = placed.iter().filter(after).map(|(other, _)| *other).collect();
            let stop = Stop { step, kind, sure, subject, holder, skipped, leaves_dead: Vec::new() };
            let key = (step, kind, holder);
            stops.entry(key).and_modify(|known: &mut Stop| keep_surer(known, &stop)).or_insert(stop);
        }
        Self { stops: stops.into_values().collect(), never: steps }
    }

    /// A step may succeed.
    pub(super) fn happens(&self, step: Step) -> bool {
        !self.never.contains(&step)
    }

    /// The stop that keeps a step from being taken.
    pub(super) fn cause(&self, step: Step) -> Option<&Stop> {
        let certain = |stop: &&Stop| stop.sure == Sureness::Always;
        let mut stops = self.stops.iter().filter(certain);
        stops.find(|stop| stop.step == step || stop.skipped.contains(&step))
    }
}

fn keep_surer(known: &mut Stop, other: &Stop) {
    if other.sure == Sureness::Always {
        *known = other.clone();
    }
}

/// Nodes that cannot succeed in any order.
fn never(edges: &Edges<'_>, claims: &[Claim]) -> BTreeSet<usize> {
    let mut needs = Vec::new();
    for claim in claims {
        let Some(later) = edges.node(claim.step) else { continue };
        match &claim.release {
            Release::By(step) => needs.extend(edges.node(*step).map(|earlier| (later, earlier))),
            // A node that waits for itself is never reached.
            Release::Never => needs.push((later, later)),
            Release::ByAny(_) => {}
        }
    }
    // What Terraform's own order cannot sort is no stop: it would not have made that plan.
    let free: BTreeSet<usize> = edges.sorted(&[]).into_iter().collect();
    let reached: BTreeSet<usize> = edges.sorted(&needs).into_iter().collect();
    free.difference(&reached).copied().collect()
}

fn sureness(edges: &Edges<'_>, closure: &Closure, never: &BTreeSet<usize>, claim: &Claim) -> Option<Sureness> {
    let lost = |step: Step| edges.node(step).is_some_and(|node| never.contains(&node));
    let skipped = edges.node(claim.step).is_some_and(|node| waits_for_lost(edges, never, node));
    match &claim.release {
        // It is not even tried.
        _ if skipped => None,
        Release::Never => Some(Sureness::Always),
        Release::By(release) if lost(*release) => Some(Sureness::Always),
        Release::By(release) if closure.precedes(*release, claim.step) => None,
        Release::By(_) => Some(Sureness::Possible),
        Release::ByAny(steps) if steps.iter().any(|step| closure.precedes(*step, claim.step)) => None,
        Release::ByAny(_) => Some(Sureness::Possible),
    }
}

/// A step that this one waits for in Terraform's order never succeeds.
fn waits_for_lost(edges: &Edges<'_>, never: &BTreeSet<usize>, node: usize) -> bool {
    edges.waits_for.get(node).into_iter().flatten().any(|earlier| never.contains(earlier))
}
