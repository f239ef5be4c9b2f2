//! *Windows*: spans of an apply in which a route that carries traffic ends nowhere.
//!
//! A moment at which some steps are done and others are not exists in an order if none of the others comes before one of
//! the first; it exists in every order if each of the first comes before each of the others. Both are questions to the
//! closure, so that no order is ever enumerated.

use std::collections::BTreeMap;

use crate::graph::{Certainty, Edge, Graph, Liveness, NodeId, NodeKind, Role, Side};
use crate::model::Value;

use super::claims::object;
use super::closure::Closure;
use super::stops::Walk;
use super::{Places, Step, Sureness};

/// Why a route ends nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// All members of its pool are taken out while it still leads there.
    Emptied,
    /// It leads to a pool before the first member is in it.
    Cold,
    /// Its listener or rule is destroyed before it is made anew.
    Absent,
}

impl Cause {
    /// The word of the dialect.
    pub fn word(self) -> &'static str {
        match self {
            Self::Emptied => "emptied",
            Self::Cold => "cold",
            Self::Absent => "absent",
        }
    }
}

/// A span of the apply in which a route ends nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Position of the route among the graph's edges.
    pub route: usize,
    /// Why.
    pub cause: Cause,
    /// Whether it comes.
    pub sure: Sureness,
    /// The steps that open it: it is open when all are done.
    pub opens: Vec<Step>,
    /// The steps that close it, each by itself; those that a stop leaves out are not among them.
    pub closes: Vec<Step>,
    /// Steps that would have closed it and are left out because of a stop.
    pub missed: Vec<Step>,
    /// The step that is refused, so that the window stays open after the apply.
    pub stopped_by: Option<Step>,
}

impl Window {
    /// It is still open when the apply ends.
    pub fn stays(&self) -> bool {
        self.closes.is_empty()
    }
}

/// What windows are found in.
pub(super) struct World<'w, 'p> {
    pub(super) graph: &'w Graph<'p>,
    pub(super) places: &'w Places<'p>,
    pub(super) closure: &'w Closure,
    pub(super) walk: &'w Walk,
}

/// Every window of a plan, in the order of the routes.
pub(super) fn all(world: &World<'_, '_>) -> Vec<Window> {
    let edges = world.graph.edges.iter().enumerate();
    let forwards = edges.filter(|(_, edge)| edge.role == Role::Forward && edge.certainty == Certainty::Exact);
    // Many routes may lead to one pool, and it may have many members.
    let mut pools: BTreeMap<NodeId, Members> = BTreeMap::new();
    let mut found = Vec::new();
    for (route, edge) in forwards {
        if let Some(pool) = edge.to.filter(|_| edge.before && world.carries(edge, Side::Before)) {
            let members = pools.entry(pool).or_insert_with(|| world.members_of(pool));
            found.extend(world.emptied(route, edge, pool, members));
        }
        found.extend(world.absent(route, edge));
        found.extend(world.cold(route, edge));
    }
    found
}

/// Steps by which a pool loses or gets members.
#[derive(Default)]
struct Members {
    leave: Vec<Step>,
    arrive: Vec<Step>,
    /// One stays in it all the time.
    stays: bool,
}

impl World<'_, '_> {
    /// The route leads to a pool whose members are taken out.
    fn emptied(&self, route: usize, edge: &Edge, pool: NodeId, members: &Members) -> Option<Window> {
        if members.stays || members.leave.is_empty() {
            return None;
        }
        let leaving = self.leaving(edge, pool);
        let closing: Vec<Step> = members.arrive.iter().chain(&leaving).copied().collect();
        // A pool that is empty for good is a fault of what the apply leads to, not of the way there.
        if closing.is_empty() && !self.has_members_after(edge, pool) {
            return None;
        }
        let sure = self.sureness(&members.leave, &closing)?;
        let sure = match self.graph.filled_from_elsewhere(pool, Side::Before) {
            Some(why) => Sureness::Unknown(why),
            None => sure,
        };
        Some(self.window(route, Cause::Emptied, sure, members.leave.clone(), closing))
    }

    /// The listener or rule is destroyed before it is made anew.
    fn absent(&self, route: usize, edge: &Edge) -> Option<Window> {
        let from = self.graph.node(edge.from)?;
        if !edge.before || !from.actions.destroys_first() || !self.carries(edge, Side::Before) {
            return None;
        }
        let dead = edge.to.map(|pool| self.graph.liveness(pool, Side::Before));
        if matches!(dead, Some(Liveness::Dead(_))) {
            return None;
        }
        let (destroy, make) = (self.places.destroy(edge.from)?, self.places.make(edge.from)?);
        let sure = self.sureness(&[destroy], &[make])?;
        Some(self.window(route, Cause::Absent, sure, vec![destroy], vec![make]))
    }

    /// The route leads to a pool before its first member is in it.
    fn cold(&self, route: usize, edge: &Edge) -> Option<Window> {
        let pool = object(self.graph, edge, Side::After).filter(|_| edge.after)?;
        let switch = self.places.make(edge.from).filter(|_| self.takes_over(edge))?;
        if !self.carries(edge, Side::After) || self.led_there(edge, pool) {
            return None;
        }
        let mut arrive = Vec::new();
        for member in self.graph.to(pool.0, Role::MemberOf, Side::After) {
            let exact = member.certainty == Certainty::Exact;
            match self.places.make(member.from) {
                Some(step) if exact && !self.was_member(member.from, pool) => arrive.push(step),
                _ => return None,
            }
        }
        if arrive.is_empty() {
            return None;
        }
        let sure = self.sureness(&[switch], &arrive)?;
        let sure = match self.graph.filled_from_elsewhere(pool.0, Side::After) {
            Some(why) => Sureness::Unknown(why),
            None => sure,
        };
        Some(self.window(route, Cause::Cold, sure, vec![switch], arrive))
    }

    /// Whether the steps of `done` are all done while none of `open` is: in every order, in some, or in none.
    fn sureness(&self, done: &[Step], open: &[Step]) -> Option<Sureness> {
        if !done.iter().all(|step| self.walk.happens(*step)) {
            return None;
        }
        let open: Vec<Step> = open.iter().copied().filter(|step| self.walk.happens(*step)).collect();
        let (before, after) = (self.closure.set(done), self.closure.set(&open));
        if done.iter().any(|first| self.closure.holds_or_precedes(&after, *first)) {
            return None;
        }
        let always = open.iter().all(|later| self.closure.all_precede(&before, *later));
        Some(if always { Sureness::Always } else { Sureness::Possible })
    }

    fn window(&self, route: usize, cause: Cause, sure: Sureness, opens: Vec<Step>, closing: Vec<Step>) -> Window {
        let (closes, missed): (Vec<Step>, Vec<Step>) = closing.into_iter().partition(|step| self.walk.happens(*step));
        let stop = missed.iter().find_map(|step| self.walk.cause(*step));
        let stopped_by = stop.filter(|_| closes.is_empty()).map(|stop| stop.step);
        Window { route, cause, sure, opens, closes, missed, stopped_by }
    }

    /// It has a share of the traffic, or one that is not known.
    fn carries(&self, edge: &Edge, side: Side) -> bool {
        self.graph.share(edge, side).is_none_or(|share| share > 0.0)
    }

    /// How the members of a pool of before come and go.
    fn members_of(&self, pool: NodeId) -> Members {
        let mut members = Members::default();
        let replaced = self.graph.node(pool).is_some_and(|node| node.is_replaced());
        for edge in self.graph.to_any(pool, Role::MemberOf, Side::Before) {
            if matches!(self.graph.capacity(edge.from, Side::Before), Liveness::Dead(_)) {
                continue;
            }
            match self.removal(edge, pool) {
                Some(step) => members.leave.push(step),
                None => members.stays = true,
            }
        }
        if !replaced {
            for edge in self.graph.to(pool, Role::MemberOf, Side::After) {
                let dead = matches!(self.graph.capacity(edge.from, Side::After), Liveness::Dead(_));
                let comes = !dead && !self.registers_the_same(edge.from);
                members.arrive.extend(self.places.make(edge.from).filter(|_| comes));
            }
        }
        members.leave.sort_unstable();
        members.leave.dedup();
        members
    }

    /// The step that takes a member out of its pool.
    fn removal(&self, edge: &Edge, pool: NodeId) -> Option<Step> {
        if edge.certainty != Certainty::Exact {
            return None;
        }
        if let Some(step) = self.places.destroy(edge.from) {
            return Some(step);
        }
        let own = self.graph.from(edge.from, Role::MemberOf, Side::After);
        let mut own = own.filter(|other| other.to.is_none() || other.to == Some(pool));
        let stays = own.any(|other| other.certainty != Certainty::Exact || object_is(self.graph, other, (pool, false)));
        self.places.make(edge.from).filter(|_| !stays)
    }

    /// A registration that is made again before the old one is destroyed, and is the same: the destroy takes it away.
    fn registers_the_same(&self, member: NodeId) -> bool {
        let Some(node) = self.graph.node(member).filter(|node| node.actions.creates_first()) else { return false };
        let Some((before, after)) = node.before.zip(node.after) else { return false };
        let same = |name: &str| {
            let of = |values: &Value| values.get(name).unwrap_or(Value::Null);
            let (before, after) = (of(before), of(after));
            after.as_unknown().is_none() && (before == after || before.is_unset() && after.is_unset())
        };
        let registers = |edge: &Edge| edge.path.to_string() == "target_group_arn";
        let is_attachment = self.graph.from(member, Role::MemberOf, Side::Before).any(registers);
        is_attachment && ["target_group_arn", "target_id", "port", "availability_zone"].into_iter().all(same)
    }

    /// The step by which the route stops leading to the pool of before.
    fn leaving(&self, edge: &Edge, pool: NodeId) -> Option<Step> {
        if let Some(step) = self.places.destroy(edge.from) {
            return Some(step);
        }
        let mut after = self.graph.from(edge.from, Role::Forward, Side::After);
        let stays = after.any(|other| {
            object(self.graph, other, Side::After) == Some((pool, false)) && self.carries(other, Side::After)
        });
        self.places.make(edge.from).filter(|_| !stays)
    }

    /// Members are there after the apply as the plan sees it.
    fn has_members_after(&self, edge: &Edge, pool: NodeId) -> bool {
        let leads = self.graph.from(edge.from, Role::Forward, Side::After).any(|other| other.to == Some(pool));
        leads && self.graph.to(pool, Role::MemberOf, Side::After).next().is_some()
    }

    /// The listener or rule had traffic before this route: it is changed or replaced, or a rule of a listener that is there.
    fn takes_over(&self, edge: &Edge) -> bool {
        let Some(from) = self.graph.node(edge.from) else { return false };
        if from.exists(Side::Before) {
            return true;
        }
        let listener = self.graph.from(edge.from, Role::RuleOf, Side::After).find_map(|edge| edge.to);
        let listener = listener.and_then(|listener| self.graph.node(listener));
        from.kind == NodeKind::Rule && listener.is_some_and(|listener| listener.exists(Side::Before))
    }

    /// The same listener or rule sent traffic to the same pool before.
    fn led_there(&self, edge: &Edge, pool: (NodeId, bool)) -> bool {
        let mut before = self.graph.from(edge.from, Role::Forward, Side::Before);
        before.any(|other| object(self.graph, other, Side::Before) == Some(pool) && self.carries(other, Side::Before))
    }

    fn was_member(&self, member: NodeId, pool: (NodeId, bool)) -> bool {
        let mut before = self.graph.from(member, Role::MemberOf, Side::Before);
        before.any(|edge| object_is(self.graph, edge, pool)) && self.places.destroy(member).is_none()
    }
}

/// An edge of before leads to an object.
fn object_is(graph: &Graph<'_>, edge: &Edge, pool: (NodeId, bool)) -> bool {
    let side = if edge.after { Side::After } else { Side::Before };
    object(graph, edge, side) == Some(pool)
}
