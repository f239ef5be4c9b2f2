//! The *order* of an apply: which step Terraform is bound to take before which. It is a partial order; what stands in
//! none to each other may run side by side. The rules are those of Terraform's destroy edges and create-before-destroy
//! transformers, fed by the recorded state: for a destroy it takes precedence over the configuration.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::input::Input;
use crate::model::{Address, Change, Mode, Recorded, RecordedInstance};

/// What is done to an object in one go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Half {
    /// It is created, or changed in place.
    Make,
    /// It is destroyed.
    Destroy,
}

/// A step of the apply: the position of a change in the plan, and which half of it.
type Step = (usize, Half);

/// The order of an apply, as far as the recorded state proves it.
#[derive(Debug)]
pub struct Order<'p> {
    changes: &'p [Change],
    recorded: &'p Recorded,
    by_block: BTreeMap<String, Vec<usize>>,
    /// Changes whose recorded dependencies name a block.
    dependents: BTreeMap<&'p str, Vec<usize>>,
}

impl<'p> Order<'p> {
    /// The order of an input's apply; nothing where its recorded state is not at hand.
    pub fn of(input: &'p Input) -> Option<Self> {
        let recorded = input.recorded.as_ref()?;
        let changes = &input.plan.changes;
        let mut by_block: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut dependents: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, change) in changes.iter().enumerate() {
            by_block.entry(change.address.block()).or_default().push(index);
            let Some(instance) = recorded_of(recorded, change) else { continue };
            for dependency in &instance.dependencies {
                dependents.entry(dependency).or_default().push(index);
            }
        }
        Some(Self { changes, recorded, by_block, dependents })
    }

    /// Terraform takes the first step before the second, in every order it can choose.
    pub fn precedes(&self, first: (&Address, Option<&str>, Half), second: (&Address, Option<&str>, Half)) -> bool {
        let (Some(first), Some(second)) = (self.step(first), self.step(second)) else { return false };
        let mut seen = BTreeSet::from([second]);
        let mut open = VecDeque::from([second]);
        while let Some(step) = open.pop_front() {
            for earlier in self.waits_for(step) {
                if earlier == first {
                    return true;
                }
                if seen.insert(earlier) {
                    open.push_back(earlier);
                }
            }
        }
        false
    }

    fn step(&self, (address, deposed, half): (&Address, Option<&str>, Half)) -> Option<Step> {
        let is_it = |change: &Change| *change.address == *address && change.deposed.as_deref() == deposed;
        let index =
            *self.by_block.get(&address.block())?.iter().find(|&&index| self.changes.get(index).is_some_and(is_it))?;
        let step = (index, half);
        self.happens(step).then_some(step)
    }

    /// The plan has this half. What is left as it is takes no part.
    fn happens(&self, (index, half): Step) -> bool {
        let Some(change) = self.changes.get(index).filter(|change| change.address.mode == Mode::Managed) else {
            return false;
        };
        match half {
            Half::Destroy => change.actions.destroys(),
            Half::Make => change.actions.creates() || change.actions.words().iter().any(|word| word == "update"),
        }
    }

    /// The steps that a step waits for.
    fn waits_for(&self, step: Step) -> Vec<Step> {
        let (index, half) = step;
        let Some(change) = self.changes.get(index) else { return Vec::new() };
        let candidates = match half {
            Half::Make => self.make_waits_for(index, change),
            Half::Destroy => self.destroy_waits_for(index, change),
        };
        candidates.into_iter().filter(|&earlier| earlier != step && self.happens(earlier)).collect()
    }

    fn make_waits_for(&self, index: usize, change: &Change) -> Vec<Step> {
        let mut earlier = Vec::new();
        if change.actions.destroys_first() {
            earlier.push((index, Half::Destroy));
        }
        for named in self.dependencies(change) {
            earlier.push((named, Half::Make));
            if !self.destroyed_last(named) && self.may_order(index, named) {
                earlier.push((named, Half::Destroy));
            }
        }
        for dependent in self.dependents_of(change) {
            if !self.destroyed_last(dependent) && self.may_order(index, dependent) {
                earlier.push((dependent, Half::Destroy));
            }
        }
        earlier
    }

    fn destroy_waits_for(&self, index: usize, change: &Change) -> Vec<Step> {
        let mut earlier = Vec::new();
        if change.actions.creates_first() {
            earlier.push((index, Half::Make));
        }
        for dependent in self.dependents_of(change).into_iter().filter(|&other| self.may_order(index, other)) {
            earlier.push((dependent, Half::Destroy));
            if self.destroyed_last(index) {
                earlier.push((dependent, Half::Make));
            }
        }
        if self.destroyed_last(index) {
            let named = self.dependencies(change).into_iter().filter(|&other| self.may_order(index, other));
            earlier.extend(named.map(|other| (other, Half::Make)));
        }
        earlier
    }

    /// `create_before_destroy` turns the edges of a destroy round: it comes after what it would have come before.
    fn destroyed_last(&self, index: usize) -> bool {
        let Some(change) = self.changes.get(index) else { return false };
        if change.actions.creates() {
            return change.actions.creates_first();
        }
        recorded_of(self.recorded, change).is_some_and(|instance| instance.create_before_destroy)
    }

    /// Terraform leaves edges to destroys out between different instances of one module.
    fn may_order(&self, one: usize, other: usize) -> bool {
        let (Some(one), Some(other)) = (self.changes.get(one), self.changes.get(other)) else { return false };
        let names = |change: &Change| change.address.module.0.iter().map(|step| step.name.clone()).collect::<Vec<_>>();
        one.address.module == other.address.module || names(one) != names(other)
    }

    /// Changes of the blocks that an object's recorded dependencies name.
    fn dependencies(&self, change: &Change) -> Vec<usize> {
        let instance = recorded_of(self.recorded, change);
        let names = instance.map(|instance| instance.dependencies.as_slice()).unwrap_or_default();
        names.iter().filter_map(|name| self.by_block.get(name)).flatten().copied().collect()
    }

    /// Changes of objects whose recorded dependencies name this one's block.
    fn dependents_of(&self, change: &Change) -> Vec<usize> {
        self.dependents.get(change.address.block().as_str()).cloned().unwrap_or_default()
    }
}

fn recorded_of<'p>(recorded: &'p Recorded, change: &Change) -> Option<&'p RecordedInstance> {
    recorded.get(&change.address, change.deposed.as_deref())
}
