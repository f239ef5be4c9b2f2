//! What policies ask about the rules of listeners: which request goes to which of them. Worked out once for a stage.

use std::collections::BTreeMap;

use crate::graph::{Certainty, Graph, Liveness, NodeId, NodeKind, Role, Side};
use crate::model::{Operation, Value};
use crate::routing::Conditions;

use super::stage::Stage;

/// What is known of the rules of a stage, on both sides.
#[derive(Debug)]
pub(super) struct Rules {
    before: BTreeMap<NodeId, Rule>,
    after: BTreeMap<NodeId, Rule>,
}

/// What is known of a rule on a side.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) listener: Option<NodeId>,
    pub(super) priority: Priority,
    pub(super) conditions: Conditions,
    /// It was there before the apply.
    old: bool,
}

/// The place of a rule among the others of its listener; the lowest is asked first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Priority {
    Known(i64),
    /// It is not set: the provider takes the highest of all that are there when it makes the rule, and adds 1.
    Automatic,
    Unknown,
}

/// Nodes that certainly are something, and nodes that may be.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) certain: Vec<NodeId>,
    pub(super) possible: Vec<NodeId>,
}

impl Found {
    pub(super) fn add(&mut self, id: NodeId, is: Option<bool>) {
        match is {
            Some(true) => self.certain.push(id),
            None => self.possible.push(id),
            Some(false) => {}
        }
    }
}

impl Rules {
    pub(super) fn of(stage: &Stage<'_>) -> Self {
        let on = |side: Side| {
            let all = stage.graph.nodes.iter().enumerate().filter(|(_, node)| node.kind == NodeKind::Rule);
            all.filter_map(|(id, _)| Some((id, rule(stage, id, side)?))).collect()
        };
        Self { before: on(Side::Before), after: on(Side::After) }
    }

    fn on(&self, side: Side) -> &BTreeMap<NodeId, Rule> {
        match side {
            Side::Before => &self.before,
            Side::After => &self.after,
        }
    }

    pub(super) fn get(&self, id: NodeId, side: Side) -> Option<&Rule> {
        self.on(side).get(&id)
    }

    /// The other rules of its listener.
    fn others<'r>(&'r self, id: NodeId, graph: &'r Graph<'_>, side: Side) -> impl Iterator<Item = (NodeId, &'r Rule)> {
        let listener = self.get(id, side).and_then(|rule| rule.listener);
        let edges = listener.into_iter().flat_map(move |listener| graph.to(listener, Role::RuleOf, side));
        let rules = edges.filter(|edge| edge.certainty == Certainty::Exact).map(|edge| edge.from);
        rules.filter(move |other| *other != id).filter_map(move |other| Some((other, self.get(other, side)?)))
    }

    /// Rules that are asked before this one and take all that it takes; those that take just the same are not among them.
    pub(super) fn shadowed_by(&self, id: NodeId, graph: &Graph<'_>, side: Side) -> Found {
        self.compared(id, graph, side, |own, other| match earlier(other, own) {
            Some(false) => Some(false),
            earlier => both(own.covered_by(other), earlier),
        })
    }

    /// Rules that are asked after this one and take nothing that it does not take.
    pub(super) fn shadows(&self, id: NodeId, graph: &Graph<'_>) -> Found {
        self.compared(id, graph, Side::After, |own, other| match earlier(own, other) {
            Some(false) => Some(false),
            earlier => both(other.covered_by(own), earlier),
        })
    }

    /// Rules that take just the same requests.
    pub(super) fn duplicates(&self, id: NodeId, graph: &Graph<'_>) -> Found {
        self.compared(id, graph, Side::After, |own, other| own.conditions.same(&other.conditions))
    }

    /// Rules of the same listener with the same priority. One that the provider chooses is free when it is taken.
    pub(super) fn same_priority(&self, id: NodeId, graph: &Graph<'_>) -> Found {
        self.compared(id, graph, Side::After, |own, other| match (own.priority, other.priority) {
            (Priority::Known(own), Priority::Known(other)) => Some(own == other),
            (Priority::Automatic, _) | (_, Priority::Automatic) => Some(false),
            _ => None,
        })
    }

    /// Rules made by the same apply whose order to this one nobody has said, and that may take the same requests.
    pub(super) fn races(&self, id: NodeId, graph: &Graph<'_>) -> Found {
        self.compared(id, graph, Side::After, |own, other| {
            let new = !own.old && !other.old;
            let automatic = own.priority == Priority::Automatic && other.priority == Priority::Automatic;
            Some(new && automatic && own.conditions.may_overlap(&other.conditions))
        })
    }

    /// The highest priority that a rule can have is taken by another, so that none is left above it.
    pub(super) fn has_no_room(&self, id: NodeId, graph: &Graph<'_>) -> bool {
        const LAST: i64 = 50_000;
        let automatic = self.get(id, Side::After).is_some_and(|rule| !rule.old && rule.priority == Priority::Automatic);
        automatic && self.others(id, graph, Side::After).any(|(_, other)| other.priority == Priority::Known(LAST))
    }

    fn compared(&self, id: NodeId, graph: &Graph<'_>, side: Side, is: impl Fn(&Rule, &Rule) -> Option<bool>) -> Found {
        let mut found = Found::default();
        let Some(own) = self.get(id, side) else { return found };
        for (other_id, other) in self.others(id, graph, side) {
            found.add(other_id, is(own, other));
        }
        found
    }

    /// What the rule takes now and no rule of the same listener takes after the apply: certainly, and what may be so since
    /// another rule takes a part of it.
    pub(super) fn lost(&self, id: NodeId, graph: &Graph<'_>) -> (Vec<String>, Vec<String>) {
        let mut lost = (Vec::new(), Vec::new());
        let Some(before) = self.get(id, Side::Before) else { return lost };
        let listener = before.listener.filter(|id| graph.node(*id).is_some_and(|node| node.exists(Side::After)));
        let Some(listener) = listener else { return lost };
        let rules = || graph.to(listener, Role::RuleOf, Side::After).map(|edge| edge.from);
        // Most rules go on taking what they took: the rule itself is asked first.
        let own = rules().filter(|other| *other == id);
        let takers: Vec<&Rule> =
            own.chain(rules().filter(|other| *other != id)).filter_map(|id| self.get(id, Side::After)).collect();
        for (words, part) in before.conditions.alternatives() {
            if takers.iter().any(|taker| part.covered_by(&taker.conditions) == Some(true)) {
                continue;
            }
            if takers.iter().any(|taker| part.may_overlap(&taker.conditions)) {
                lost.1.push(words);
            } else {
                lost.0.push(words);
            }
        }
        lost
    }
}

impl Rule {
    fn covered_by(&self, other: &Self) -> Option<bool> {
        let more = self.conditions.same(&other.conditions).map(|same| !same);
        both(self.conditions.covered_by(&other.conditions), more)
    }
}

/// Whether `a` is asked before `b`.
pub(super) fn earlier(a: &Rule, b: &Rule) -> Option<bool> {
    match (a.priority, b.priority) {
        (Priority::Known(a), Priority::Known(b)) => Some(a < b),
        (Priority::Known(_), Priority::Automatic) if a.old => Some(true),
        (Priority::Automatic, Priority::Known(_)) if b.old => Some(false),
        _ => None,
    }
}

fn both(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn rule(stage: &Stage<'_>, id: NodeId, side: Side) -> Option<Rule> {
    let node = stage.graph.node(id)?;
    let values = node.values(side)?;
    let edge = stage.graph.from(id, Role::RuleOf, side).next();
    let listener = edge.filter(|edge| edge.certainty == Certainty::Exact && !edge.to_old).and_then(|edge| edge.to);
    let old = !matches!(node.operation(), Operation::Create | Operation::Replace) || side == Side::Before;
    let conditions = Conditions::new(&values.get("condition").unwrap_or(Value::Null));
    Some(Rule { listener, priority: priority(stage, id, values), conditions, old })
}

fn priority(stage: &Stage<'_>, id: NodeId, values: &Value) -> Priority {
    let priority = values.get("priority").unwrap_or(Value::Null);
    if let Some(known) = priority.as_number().and_then(|number| i64::try_from(number.as_i128()?).ok()) {
        return Priority::Known(known);
    }
    if is_set(stage, id, "priority") { Priority::Unknown } else { Priority::Automatic }
}

/// The configuration sets an attribute; also where there is no telling. What it sets to `null` it leaves to the provider.
pub(super) fn is_set(stage: &Stage<'_>, id: NodeId, attribute: &str) -> bool {
    let address = stage.graph.node(id).and_then(|node| node.address.as_deref());
    if let Some(gives) = address.and_then(|address| stage.bodies.gives(address, attribute)) {
        return gives;
    }
    let block = address.and_then(|address| stage.input.plan.configuration.resource(address));
    block.is_none_or(|block| block.expressions.get().get(attribute).is_some())
}

/// Two listeners or rules send their requests to the same pools.
pub(super) fn lead_alike(graph: &Graph<'_>, a: NodeId, b: NodeId, side: Side) -> bool {
    let pools = |id: NodeId| {
        let edges: Vec<_> = graph.from(id, Role::Forward, side).collect();
        let exact = edges.iter().all(|edge| edge.certainty == Certainty::Exact && edge.to.is_some());
        let mut pools: Vec<_> = edges.iter().map(|edge| (edge.to, edge.to_old)).collect();
        pools.sort_unstable();
        pools.dedup();
        (exact && !pools.is_empty()).then_some(pools)
    };
    pools(a).is_some_and(|of_a| pools(b) == Some(of_a))
}

/// It forwards, and nothing of what it forwards reaches a target.
pub(super) fn ends_dead(graph: &Graph<'_>, id: NodeId) -> bool {
    let mut any = false;
    for edge in graph.from(id, Role::Forward, Side::After) {
        let carries = graph.share(edge, Side::After).is_none_or(|share| share > 0.0);
        let dead = edge.certainty == Certainty::Exact
            && edge.to.is_some_and(|to| matches!(graph.liveness(to, Side::After), Liveness::Dead(_)));
        if carries && !dead {
            return false;
        }
        any |= carries;
    }
    any
}
