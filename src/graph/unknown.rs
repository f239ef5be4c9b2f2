//! Edges of values that are known only after the apply, from what plan JSON has of the configuration.
//!
//! The elements of a set are never matched with the blocks of the configuration by position: Terraform sorts a set by
//! the hash of its elements. As many unknown elements as blocks that lead to unknown values are the same in some order;
//! then each block is an edge, with the weight that is written in it.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use crate::hash::{HashMap, with_room};
use crate::model::{Address, Change, Index, ModulePath, Operation, Path, Plan, Relevant, Value};
use crate::resolve::{Chain, Scope, Trace, Traced, Tracer};

use super::build::{Draft, Goal, weight_of};
use super::kinds::{Kind, Kinds, Reference, Target};
use super::sources::Sources;
use super::{By, Certainty, Node, NodeId, Side, Weight, World, WrongReference};
use crate::resolve::{Leaf, Lookup, Written};

/// An edge that could lead to more nodes than this says nothing any more.
pub(super) const MAX_CANDIDATES: usize = 32;

/// Resolves unknown values of one plan.
pub(super) struct Resolver<'r, 'p> {
    tracer: Tracer<'r>,
    plan: &'p Plan,
    nodes: &'r [Node<'p>],
    kinds: &'p Kinds,
    by_address: HashMap<&'r Address, Vec<NodeId>>,
    index: &'r Index<'p>,
    sources: Option<&'r Sources<'p>>,
    /// What an expression leads to for a reference, by module instance: all instances of a block share it.
    outcomes: RefCell<Outcomes>,
}

/// An expression and a reference, by where they stand, and the module instance.
type Outcomes = HashMap<(usize, usize, ModulePath), Rc<Outcome>>;

/// The edges of a group, and what was seen to be of the wrong kind.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    pub(super) drafts: Vec<Draft>,
    pub(super) wrong: Vec<WrongReference>,
    /// The plan does not tell whether the configuration sets this at all.
    pub(super) undeclared: bool,
}

/// What one expression may lead to.
#[derive(Debug, Clone, Default)]
pub(super) struct Outcome {
    pub(super) candidates: Vec<NodeId>,
    pub(super) by: Option<By>,
    pub(super) opaque: Vec<String>,
    /// It leads to an attribute of another kind, and nowhere else.
    pub(super) other_kind: Option<String>,
    /// The names on the way.
    pub(super) chain: Chain,
    /// Why it is one of several.
    pub(super) why: Option<String>,
    /// What a data source finds during the apply need not be mentioned anywhere.
    pub(super) anything: bool,
    /// It is certainly an attribute of something that is none of the nodes that are looked for.
    pub(super) elsewhere: bool,
}

impl Outcome {
    pub(super) fn is_exact(&self) -> bool {
        self.candidates.len() == 1 && self.opaque.is_empty()
    }

    fn by(&self) -> By {
        self.by.unwrap_or(By::Reference)
    }
}

/// One group of leaves and what is asked of it.
pub(super) struct Group<'g> {
    pub(super) from: NodeId,
    pub(super) reference: &'g Reference,
    pub(super) unknown: Vec<&'g Leaf>,
    /// All leaves, known ones too: one alone has no weight.
    pub(super) single: bool,
}

impl<'r, 'p> Resolver<'r, 'p> {
    pub(super) fn new(world: &'r World<'p>, nodes: &'r [Node<'p>], sources: Option<&'r Sources<'p>>) -> Self
    where
        'p: 'r,
    {
        let plan = &world.input.plan;
        let mut by_address: HashMap<&Address, Vec<NodeId>> = with_room(nodes.len());
        for (id, node) in nodes.iter().enumerate().filter(|(_, node)| node.deposed.is_none()) {
            node.address.iter().for_each(|address| by_address.entry(address).or_default().push(id));
        }
        Self {
            tracer: Tracer::new(&plan.configuration, world.instances()),
            plan,
            nodes,
            kinds: world.kinds,
            by_address,
            index: &world.index,
            sources,
            outcomes: RefCell::default(),
        }
    }

    /// All that an output or attribute of the configuration may get its value from.
    pub(super) fn tracer(&self) -> &Tracer<'r> {
        &self.tracer
    }

    /// The sources that the plan was made from, where they are at hand.
    pub(super) fn sources(&self) -> Option<&'r Sources<'p>> {
        self.sources
    }

    fn change(&self, address: &Address) -> Option<&'p Change> {
        self.plan.changes.get(self.index.change(address)?)
    }

    /// The plan.
    pub(super) fn plan(&self) -> &'p Plan {
        self.plan
    }

    /// The nodes of the graph.
    pub(super) fn nodes(&self) -> &'r [Node<'p>] {
        self.nodes
    }

    /// The nodes of an instance.
    pub(super) fn nodes_of(&self, address: &Address) -> &[NodeId] {
        self.by_address.get(address).map_or(&[], Vec::as_slice)
    }

    /// The edges of the unknown leaves of a group.
    pub(super) fn edges(
        &self,
        from: NodeId,
        reference: &Reference,
        values: &Value,
        path: &Path,
        leaves: &[&Leaf],
    ) -> Resolved {
        let Some(address) = self.nodes.get(from).and_then(|node| node.address.as_deref()) else {
            return Resolved::default();
        };
        let unknown: Vec<&Leaf> = leaves.iter().copied().filter(|leaf| leaf.value.as_unknown().is_some()).collect();
        let group = Group { from, reference, unknown, single: leaves.len() == 1 };
        if let Some(resolved) = self.by_values(&group, address) {
            return resolved;
        }
        if let Some(resolved) = self.by_sources(&group, address, values, path, leaves) {
            return resolved;
        }
        let Some(block) = self.plan.configuration.resource(address) else {
            return self.unresolved(&group, "the plan's configuration does not have this block");
        };
        let weight = reference.weight.as_deref();
        let lookup = reference.pattern.written(block.expressions.get(), values, path, weight);
        let scope = Scope { module: address.module.clone() };
        self.by_references(&group, &lookup, &scope, leaves.len() > group.unknown.len())
    }

    fn by_references(&self, group: &Group<'_>, lookup: &Lookup<'r>, scope: &Scope, has_known: bool) -> Resolved {
        let mut open: Vec<(&Written<'r>, Rc<Outcome>)> = Vec::new();
        for written in &lookup.written {
            let outcome = self.followed(group, written, scope);
            // Blocks that lead to known values made the known elements.
            if !(has_known && self.is_known(&outcome, &group.reference.to)) {
                open.push((written, outcome));
            }
        }
        if lookup.unwritten && group.reference.computed {
            return Resolved { undeclared: true, ..Resolved::default() };
        }
        if lookup.dynamic || lookup.unwritten {
            let why = "a dynamic block makes it, and plan JSON does not have those";
            return self.union(group, open.into_iter().map(|(_, outcome)| (*outcome).clone()).collect(), Some(why));
        }
        if open.is_empty() {
            // Optional and computed, and not set: the provider fills it in.
            return Resolved::default();
        }
        if open.len() == group.unknown.len() {
            return self.paired(group, &open);
        }
        self.union(group, open.into_iter().map(|(_, outcome)| (*outcome).clone()).collect(), None)
    }

    /// What an expression leads to, once for all instances of its block: thousands of rules of one `for_each` may each name
    /// any of thousands of pools.
    fn followed(&self, group: &Group<'_>, written: &Written<'r>, scope: &Scope) -> Rc<Outcome> {
        let place = (std::ptr::from_ref(written.expr).addr(), std::ptr::from_ref(group.reference).addr());
        let key = (place.0, place.1, scope.module.clone());
        let known = self.outcomes.borrow().get(&key).cloned();
        known.unwrap_or_else(|| {
            let outcome = Rc::new(self.outcome(group, &self.tracer.trace(written.expr, scope)));
            self.outcomes.borrow_mut().insert(key, Rc::clone(&outcome));
            outcome
        })
    }

    /// The nodes that a trace leads to, sorted from what only bears on the value.
    fn outcome(&self, group: &Group<'_>, trace: &Trace) -> Outcome {
        let mut outcome = Outcome { opaque: trace.opaque.clone(), ..Outcome::default() };
        for source in &trace.sources {
            if let Some(read) = self.read_at_apply(source) {
                outcome.anything = true;
                outcome.opaque.push(format!("{read} is read during the apply"));
            } else if self.is_wanted(source, &group.reference.to) {
                let nodes = source.instances.iter().flat_map(|address| self.nodes_of(address));
                let of_kind =
                    |id: &&NodeId| self.nodes.get(**id).is_some_and(|node| is_goal(node, &group.reference.to));
                outcome.candidates.extend(nodes.filter(of_kind));
            } else if let Some(unknown) = self.unknown_attribute(source) {
                outcome.other_kind = self.other_kind(source).filter(|_| trace.sources.len() == 1);
                outcome.opaque.push(format!("depends on {unknown}"));
            }
        }
        outcome.candidates.sort_unstable();
        outcome.candidates.dedup();
        let followed = trace.opaque.is_empty() && !trace.sources.is_empty() && !outcome.anything;
        outcome.elsewhere = followed && outcome.candidates.is_empty();
        outcome
    }

    /// A data source whose read is put off until the apply: what it will find is not known, this state's own included.
    pub(super) fn read_at_apply<'s>(&self, source: &'s Traced) -> Option<&'s Address> {
        let reads = |address: &&'s Arc<Address>| {
            self.change(address).is_some_and(|change| change.actions.operation() == Operation::Read)
        };
        source.instances.iter().find(reads).map(|address| &**address)
    }

    /// The instance is a data source whose read is put off until the apply.
    pub(super) fn is_read_at_apply(&self, address: &Address) -> bool {
        self.change(address).is_some_and(|change| change.actions.operation() == Operation::Read)
    }

    /// The attribute of a source that is itself known only after the apply.
    fn unknown_attribute(&self, source: &Traced) -> Option<String> {
        let instance = source.instances.iter().find(|address| {
            let Some(change) = self.change(address) else { return false };
            let after = change.after.value();
            match &source.attribute {
                Some(attribute) => after.get(attribute).is_some_and(|value| value.first_unknown().is_some()),
                None => after.first_unknown().is_some(),
            }
        })?;
        let attribute = source.attribute.as_ref().map(|name| format!(".{name}")).unwrap_or_default();
        Some(format!("{instance}{attribute}"))
    }

    fn is_known(&self, outcome: &Outcome, to: &[Target]) -> bool {
        if outcome.candidates.is_empty() {
            return outcome.opaque.is_empty();
        }
        outcome.is_exact() && outcome.candidates.iter().all(|id| !self.is_unknown(*id, to))
    }

    pub(super) fn is_unknown(&self, id: NodeId, to: &[Target]) -> bool {
        let Some(values) = self.nodes.get(id).and_then(|node| node.values(Side::After)) else { return false };
        let row = self.nodes.get(id).and_then(|node| node.row);
        let names = row
            .into_iter()
            .flat_map(|row| &row.identities)
            .filter(|identity| to.iter().any(|target| row.is_some_and(|row| target.compares(row, &identity.path))));
        names.filter_map(|name| values.get(&name.path)).any(|value| value.as_unknown().is_some())
    }

    /// As many unknown elements as open blocks: each block is one of them.
    fn paired(&self, group: &Group<'_>, open: &[(&Written<'r>, Rc<Outcome>)]) -> Resolved {
        let mut free: Vec<&Leaf> = group.unknown.clone();
        let mut resolved = Resolved::default();
        for (written, outcome) in open {
            let constant = written.sibling.and_then(|expr| expr.constant.as_ref());
            let position = free.iter().position(|leaf| constant.is_some() && leaf.sibling.as_ref() == constant);
            let leaf = free.remove(position.unwrap_or(0));
            let weight = self.weight(group, constant, leaf);
            let part = self.one(group, outcome, leaf, &weight);
            resolved.drafts.extend(part.drafts);
            resolved.wrong.extend(part.wrong);
        }
        resolved
    }

    pub(super) fn weight(&self, group: &Group<'_>, constant: Option<&Value>, leaf: &Leaf) -> Weight {
        let alike = group.unknown.iter().all(|other| other.sibling == leaf.sibling);
        match (constant, alike) {
            (Some(constant), _) => weight_of(Some(constant), group.single),
            (None, true) => weight_of(leaf.sibling.as_ref(), group.single),
            (None, false) => Weight::Unknown("which weight belongs to which pool is not in plan JSON".to_owned()),
        }
    }

    /// The edges of one block that is one element.
    pub(super) fn one(&self, group: &Group<'_>, outcome: &Outcome, leaf: &Leaf, weight: &Weight) -> Resolved {
        if group.reference.if_known && outcome.elsewhere {
            return Resolved::default();
        }
        if let (Some(has), Some(shape)) = (&outcome.other_kind, group.reference.shape) {
            let path = leaf.path.clone();
            let wrong = WrongReference { from: group.from, path, takes: shape.takes(), has: has.clone() };
            let drafts = self.unresolved(group, &format!("it is {has}")).drafts;
            return Resolved { drafts, wrong: vec![wrong], ..Resolved::default() };
        }
        if outcome.is_exact() {
            let to = outcome.candidates.first().map_or(Goal::Nowhere, |id| Goal::Node { id: *id, old: false });
            let draft = Draft {
                weight: weight.clone(),
                chain: outcome.chain.clone(),
                ..self.draft(group, leaf, to, Certainty::Exact, None, outcome.by())
            };
            return Resolved { drafts: vec![draft], ..Resolved::default() };
        }
        self.possible(group, leaf, outcome, weight, None)
    }

    /// Several elements that cannot be told apart: every candidate of any of them.
    pub(super) fn union(&self, group: &Group<'_>, outcomes: Vec<Outcome>, why: Option<&str>) -> Resolved {
        let Some(leaf) = group.unknown.first() else { return Resolved::default() };
        let mut all = Outcome::default();
        for outcome in outcomes.into_iter().filter(|one| !(group.reference.if_known && one.elsewhere)) {
            all.candidates.extend(outcome.candidates);
            all.opaque.extend(outcome.opaque);
            all.why = all.why.take().or(outcome.why);
            all.by = all.by.or(outcome.by);
            all.anything |= outcome.anything;
        }
        all.candidates.sort_unstable();
        all.candidates.dedup();
        if group.reference.if_known && why.is_none() && all.opaque.is_empty() && all.candidates.is_empty() {
            return Resolved::default();
        }
        let complete = why.is_none() && all.opaque.is_empty();
        if complete && all.candidates.len() == group.unknown.len() {
            return self.all_of(group, &all);
        }
        let weights_alike = group.unknown.iter().all(|other| other.sibling == leaf.sibling);
        let weight = if weights_alike {
            weight_of(leaf.sibling.as_ref(), group.single)
        } else {
            Weight::Unknown("which weight belongs to which pool is not in plan JSON".to_owned())
        };
        if let Some(why) = why {
            all.opaque.push(why.to_owned());
        }
        self.possible(group, leaf, &all, &weight, why)
    }

    /// A list of as many elements as there are candidates holds each of them once.
    fn all_of(&self, group: &Group<'_>, all: &Outcome) -> Resolved {
        let pairs = all.candidates.iter().zip(&group.unknown);
        let drafts = pairs.map(|(id, leaf)| {
            let to = Goal::Node { id: *id, old: false };
            self.draft(group, leaf, to, Certainty::Exact, None, all.by())
        });
        Resolved { drafts: drafts.collect(), ..Resolved::default() }
    }

    /// One edge for each candidate. What cannot be followed may lead to any node the plan's changes were computed from.
    fn possible(
        &self,
        group: &Group<'_>,
        leaf: &Leaf,
        outcome: &Outcome,
        weight: &Weight,
        why: Option<&str>,
    ) -> Resolved {
        let mut candidates = outcome.candidates.clone();
        let mut by = outcome.by();
        if !outcome.opaque.is_empty() {
            candidates.extend(self.relevant(&group.reference.to, outcome.anything));
            candidates.sort_unstable();
            candidates.dedup();
            by = By::Relevant;
        }
        let reason = why.map(str::to_owned).or_else(|| outcome.why.clone());
        let reason = reason.or_else(|| (!outcome.opaque.is_empty()).then(|| outcome.opaque.join("; ")));
        let reason = reason.unwrap_or_else(|| match candidates.len() {
            0 => "plan JSON does not have this expression".to_owned(),
            _ => "the expression mentions several, and plan JSON lost which it takes".to_owned(),
        });
        if candidates.is_empty() || candidates.len() > MAX_CANDIDATES {
            return self.unresolved(group, &reason);
        }
        let drafts = candidates.into_iter().map(|id| {
            let to = Goal::Node { id, old: false };
            let why = Some(reason.clone());
            Draft { weight: weight.clone(), ..self.draft(group, leaf, to, Certainty::Possible, why, by) }
        });
        Resolved { drafts: drafts.collect(), ..Resolved::default() }
    }

    /// Nodes of the kind that stand after the apply and that any change was computed from. Known ones are among them: a
    /// choice that is not known may be one between known values.
    fn relevant(&self, to: &[Target], any: bool) -> Vec<NodeId> {
        let all = self.nodes.iter().enumerate().filter(|(_, node)| {
            is_goal(node, to) && node.deposed.is_none() && node.managed && node.exists(Side::After)
        });
        let any = any || self.plan.relevant.is_empty();
        all.filter(|(_, node)| any || self.plan.relevant.iter().any(|one| names(one, node))).map(|(id, _)| id).collect()
    }

    pub(super) fn unresolved(&self, group: &Group<'_>, why: &str) -> Resolved {
        let Some(leaf) = group.unknown.first() else { return Resolved::default() };
        let draft = self.draft(group, leaf, Goal::Nowhere, Certainty::Unresolved, Some(why.to_owned()), By::Nothing);
        Resolved { drafts: vec![draft], ..Resolved::default() }
    }

    /// A source is of the kind that is looked for, by an attribute that names it or by one that was cut off.
    fn is_wanted(&self, source: &Traced, to: &[Target]) -> bool {
        let Some(address) = source.instances.first() else { return false };
        let takes = |row: &Kind| {
            to.iter()
                .any(|target| target.is_of(row) && source.attribute.as_ref().is_none_or(|name| target.takes(row, name)))
        };
        self.kinds.of(&address.type_).any(takes)
    }

    /// The ARN of something that is no such thing: a load balancer's where a target group's is wanted.
    fn other_kind(&self, source: &Traced) -> Option<String> {
        let address = source.instances.first().filter(|_| source.instances.len() == 1)?;
        let attribute = source.attribute.as_deref().filter(|name| matches!(*name, "arn" | "id"))?;
        let is_unique = self.kinds.of(&address.type_).any(|row| row.is_unique(attribute));
        is_unique.then(|| format!("{address}.{attribute}"))
    }

    fn draft(
        &self,
        group: &Group<'_>,
        leaf: &Leaf,
        to: Goal,
        certainty: Certainty,
        why: Option<String>,
        by: By,
    ) -> Draft {
        Draft {
            role: group.reference.role,
            from: group.from,
            to,
            path: leaf.path.clone(),
            weight: weight_of(leaf.sibling.as_ref(), group.single),
            certainty,
            why,
            by,
            chain: Chain::new(),
        }
    }
}

/// A node of one of the kinds that are looked for.
pub(super) fn is_goal(node: &Node<'_>, to: &[Target]) -> bool {
    to.iter().any(|target| node.row.is_some_and(|row| target.is_of(row)))
}

fn names(relevant: &Relevant, node: &Node<'_>) -> bool {
    let Some(address) = node.address.as_deref() else { return false };
    let without_key = Address { key: None, ..address.clone() };
    relevant.resource == node.name
        || relevant.resource == without_key.to_string()
        || relevant.resource == address.block()
}
