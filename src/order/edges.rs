//! The apply graph: steps, and *hubs* between them. "C waits for every destroy of block r" is one edge to a hub, and the
//! hub has one for each destroy; without hubs a few thousand attachments of a few thousand pools would make millions.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use crate::hash::{HashMap, HashSet};
use crate::input::Input;
use crate::model::{Address, Change, Key, Mode, ModulePath, Operation};
use crate::resolve::{Looked, Name, Names};

use super::configured::{Configured, Mentions, names_of};
use super::{Half, Step};

/// What `create_before_destroy` is taken for where it is not recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flag {
    /// Edges that hang on it are left out.
    Left,
    Off,
    On,
}

/// Changes of one block: all, or those of one instance of its module.
type Group = (String, Option<ModulePath>);

/// What stands between steps.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Hub {
    /// All that a block's configuration mentions is made.
    Mentioned(String),
    /// All that a name leads to is made.
    Named(Name),
    /// Every destroy of a group that comes before creates is done.
    DestroyedFirst(Group),
    /// Whatever was made after a group is destroyed, so that the group may be.
    DependentsDestroyed(Group),
    /// Of those, the ones that come before creates.
    DependentsDestroyedFirst(Group),
    /// Every create and update of a group is done.
    Made(Group),
    /// Every create and update of what was made after a group is done.
    DependentsMade(Group),
}

/// The apply graph.
#[derive(Debug)]
pub(super) struct Edges<'p> {
    changes: &'p [Change],
    steps: Vec<Step>,
    of_step: HashMap<Step, usize>,
    /// For each node, steps first, the nodes that it waits for.
    pub(super) waits_for: Vec<Vec<usize>>,
}

/// The plan has this half. What is left as it is takes no part.
pub(super) fn happens(change: &Change, half: Half) -> bool {
    if change.address.mode != Mode::Managed {
        return false;
    }
    match half {
        Half::Destroy => change.actions.destroys(),
        Half::Make => change.actions.creates() || change.actions.operation() == Operation::Update,
    }
}

/// Only the recorded flag tells the order of its destroy. A replacement shows it in its actions, and a deposed object is
/// always destroyed last.
pub(super) fn hangs_on_the_flag(change: &Change) -> bool {
    happens(change, Half::Destroy) && !change.actions.creates() && change.deposed.is_none()
}

impl<'p> Edges<'p> {
    pub(super) fn of(input: &'p Input, flag: Flag) -> Self {
        let mut builder = Builder::new(input, flag);
        builder.configuration();
        let in_steps: BTreeSet<usize> = builder.edges.steps.iter().map(|step| step.change).collect();
        for index in in_steps {
            builder.own(index);
            builder.recorded(index);
        }
        builder.edges
    }

    /// Number of steps: nodes below it are steps, the others hubs.
    pub(super) fn steps(&self) -> usize {
        self.steps.len()
    }

    pub(super) fn node(&self, step: Step) -> Option<usize> {
        self.of_step.get(&step).copied()
    }

    pub(super) fn step(&self, node: usize) -> Option<Step> {
        self.steps.get(node).copied()
    }

    /// The nodes in an order in which each comes after what it waits for; of those that may come next, the first of the
    /// plan. Nodes of a cycle, which Terraform would refuse, are missing.
    pub(super) fn sorted(&self, more: &[(usize, usize)]) -> Vec<usize> {
        let mut open: Vec<usize> = self.waits_for.iter().map(Vec::len).collect();
        let mut after: Vec<Vec<usize>> = vec![Vec::new(); open.len()];
        for (later, earlier) in self.all().chain(more.iter().copied()) {
            if let Some(list) = after.get_mut(earlier) {
                list.push(later);
            }
        }
        for (later, _) in more {
            if let Some(count) = open.get_mut(*later) {
                *count += 1;
            }
        }
        let free = open.iter().enumerate().filter(|(_, count)| **count == 0);
        let mut ready: BinaryHeap<Reverse<usize>> = free.map(|(node, _)| Reverse(node)).collect();
        let mut sorted = Vec::with_capacity(open.len());
        while let Some(Reverse(node)) = ready.pop() {
            sorted.push(node);
            for &later in after.get(node).into_iter().flatten() {
                let Some(count) = open.get_mut(later) else { continue };
                *count -= 1;
                if *count == 0 {
                    ready.push(Reverse(later));
                }
            }
        }
        sorted
    }

    /// Every node with each of those that it waits for.
    pub(super) fn all(&self) -> impl Iterator<Item = (usize, usize)> {
        let edges = self.waits_for.iter().enumerate();
        edges.flat_map(|(later, list)| list.iter().map(move |earlier| (later, *earlier)))
    }

    /// The steps in order, and what each of them waits for.
    pub(super) fn listed(self) -> (Vec<Step>, Waits) {
        let mut order: Vec<usize> = self.sorted(&[]).into_iter().filter(|node| *node < self.steps()).collect();
        let listed: BTreeSet<usize> = order.iter().copied().collect();
        order.extend((0..self.steps()).filter(|node| !listed.contains(node)));
        let steps = order.iter().filter_map(|node| self.step(*node)).collect();
        (steps, Waits { order, waits_for: self.waits_for })
    }
}

/// What each step waits for. Kept with its hubs: a few thousand steps that each wait for a few thousand others are listed
/// only where somebody wants to see them all.
#[derive(Debug, Default)]
pub struct Waits {
    /// The node of each step, in order.
    order: Vec<usize>,
    waits_for: Vec<Vec<usize>>,
}

impl Waits {
    /// For each step the positions of those that it waits for, what follows from others left out.
    pub fn all(&self) -> Vec<Vec<usize>> {
        let place: BTreeMap<usize, usize> = self.order.iter().enumerate().map(|(place, node)| (*node, place)).collect();
        let places = |node: &usize| self.through_hubs(*node, &place).into_iter().collect();
        self.order.iter().map(places).collect()
    }

    /// The places of the steps that a node waits for with only hubs between.
    fn through_hubs(&self, node: usize, place: &BTreeMap<usize, usize>) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut open: Vec<usize> = self.waits_for.get(node).cloned().unwrap_or_default();
        while let Some(earlier) = open.pop() {
            match place.get(&earlier) {
                Some(_) if earlier == node => {}
                Some(place) => drop(found.insert(*place)),
                None if seen.insert(earlier) => open.extend(self.waits_for.get(earlier).into_iter().flatten()),
                None => {}
            }
        }
        found
    }
}

struct Builder<'p> {
    input: &'p Input,
    flag: Flag,
    edges: Edges<'p>,
    hubs: HashMap<Hub, usize>,
    by_block: HashMap<String, Vec<usize>>,
    /// The instances of a block by the key of the instance.
    by_key: HashMap<(String, Key), Vec<usize>>,
    /// Those of one instance of its module.
    by_module: HashMap<(String, ModulePath), Vec<usize>>,
    /// Of which something is destroyed. Nothing waits for the destroys of any other group, nor they for anything.
    destroyed: HashSet<Group>,
    /// What the state says each object was made after, for plans without the recorded state.
    prior: HashMap<(&'p Address, Option<&'p str>), &'p [String]>,
    configured: Configured<'p>,
}

impl<'p> Builder<'p> {
    fn new(input: &'p Input, flag: Flag) -> Self {
        let changes = &input.plan.changes;
        let mut by_block: HashMap<String, Vec<usize>> = HashMap::default();
        let mut by_key: HashMap<(String, Key), Vec<usize>> = HashMap::default();
        let mut by_module: HashMap<(String, ModulePath), Vec<usize>> = HashMap::default();
        let mut destroyed: HashSet<Group> = HashSet::default();
        let mut steps = Vec::new();
        for (index, change) in changes.iter().enumerate() {
            let halves = [Half::Destroy, Half::Make].into_iter().filter(|half| happens(change, *half));
            let before = steps.len();
            steps.extend(halves.map(|half| Step { change: index, half }));
            if steps.len() > before {
                let block = change.address.block();
                if let Some(key) = &change.address.key {
                    by_key.entry((block.clone(), key.clone())).or_default().push(index);
                }
                if happens(change, Half::Destroy) {
                    let modules = [None, Some(change.address.module.clone())];
                    destroyed.extend(modules.map(|module| (block.clone(), module)));
                }
                by_module.entry((block.clone(), change.address.module.clone())).or_default().push(index);
                by_block.entry(block).or_default().push(index);
            }
        }
        let of_step = steps.iter().enumerate().map(|(node, step)| (*step, node)).collect();
        let waits_for = vec![Vec::new(); steps.len()];
        let prior = match &input.recorded {
            Some(_) => HashMap::default(),
            None => input
                .plan
                .prior
                .iter()
                .map(|object| ((&*object.address, object.deposed.as_deref()), object.dependencies.as_slice()))
                .collect(),
        };
        let edges = Edges { changes, steps, of_step, waits_for };
        let configured = Configured::of(input);
        Self { input, flag, edges, hubs: HashMap::default(), by_block, by_key, by_module, destroyed, prior, configured }
    }

    fn wait(&mut self, later: usize, earlier: usize) {
        if later != earlier
            && let Some(list) = self.edges.waits_for.get_mut(later)
        {
            list.push(earlier);
        }
    }

    fn node(&self, change: usize, half: Half) -> Option<usize> {
        self.edges.node(Step { change, half })
    }

    /// The node of a hub, and whether it is new.
    fn hub(&mut self, hub: Hub) -> (usize, bool) {
        if let Some(node) = self.hubs.get(&hub) {
            return (*node, false);
        }
        let node = self.edges.waits_for.len();
        self.edges.waits_for.push(Vec::new());
        self.hubs.insert(hub, node);
        (node, true)
    }

    /// Creates and updates come after those of all that their configuration mentions.
    fn configuration(&mut self) {
        let names = self.configured.names;
        let makes: Vec<usize> =
            (0..self.edges.changes.len()).filter(|index| self.node(*index, Half::Make).is_some()).collect();
        for index in makes {
            let Some(block) = self.edges.changes.get(index).map(|change| change.address.block()) else { continue };
            let mentioned = self.mentioned(&names, block);
            if let Some(make) = self.node(index, Half::Make) {
                self.wait(make, mentioned);
            }
        }
    }

    /// The hub of all that a block mentions, with everything behind it.
    fn mentioned(&mut self, names: &Names<'_>, block: String) -> usize {
        let (root, is_new) = self.hub(Hub::Mentioned(block.clone()));
        if !is_new {
            return root;
        }
        let mut open: Vec<(usize, Mentions)> = vec![(root, names_of(names, &block))];
        while let Some((later, found)) = open.pop() {
            for (name, looked) in found {
                // A block that mentions itself waits for nothing by it.
                if name == Name::Block(block.clone()) && later == root {
                    continue;
                }
                let (hub, is_new) = self.hub(Hub::Named(name.clone()));
                self.wait(later, hub);
                if is_new {
                    self.open(hub, &name, looked.as_ref(), names, &mut open);
                }
            }
        }
        root
    }

    fn open(
        &mut self,
        hub: usize,
        name: &Name,
        looked: Option<&Looked>,
        names: &Names<'_>,
        open: &mut Vec<(usize, Mentions)>,
    ) {
        match (name, looked) {
            (Name::Instance(block, key), _) => {
                if !self.makes_of_instance(block, key, hub) {
                    self.block(block, hub, names, open);
                }
            }
            (Name::Block(block), _) => self.block(block, hub, names, open),
            (Name::Module(_) | Name::Between(_), Some(looked)) => open.push((hub, names.behind(looked))),
            (Name::Module(_) | Name::Between(_), None) => {}
        }
    }

    fn block(&mut self, block: &str, hub: usize, names: &Names<'_>, open: &mut Vec<(usize, Mentions)>) {
        self.makes_of(block, hub);
        let (mentioned, is_new) = self.hub(Hub::Mentioned(block.to_owned()));
        self.wait(hub, mentioned);
        if is_new {
            open.push((mentioned, names_of(names, block)));
        }
    }

    /// Whether the plan does something to an instance; a hub then waits for that alone.
    fn makes_of_instance(&mut self, block: &str, key: &Key, hub: usize) -> bool {
        let own = self.by_key.get(&(block.to_owned(), key.clone())).cloned().unwrap_or_default();
        for make in own.iter().filter_map(|change| self.node(*change, Half::Make)).collect::<Vec<_>>() {
            self.wait(hub, make);
        }
        !own.is_empty()
    }

    fn makes_of(&mut self, block: &str, hub: usize) {
        for change in self.by_block.get(block).cloned().unwrap_or_default() {
            if let Some(make) = self.node(change, Half::Make) {
                self.wait(hub, make);
            }
        }
    }

    /// The two halves of a replacement; a deposed object goes after its address was worked on.
    fn own(&mut self, index: usize) {
        let Some(change) = self.edges.changes.get(index) else { return };
        let Some(destroy) = self.node(index, Half::Destroy) else { return };
        if change.deposed.is_some() {
            let others = self.by_block.get(&change.address.block()).cloned().unwrap_or_default();
            for other in others.into_iter().filter(|other| *other != index) {
                let same = self.edges.changes.get(other).is_some_and(|other| other.address == change.address);
                if let (true, Some(make)) = (same, self.node(other, Half::Make)) {
                    self.wait(destroy, make);
                }
            }
            return;
        }
        let Some(make) = self.node(index, Half::Make) else { return };
        if change.actions.creates_first() {
            self.wait(destroy, make);
        } else if !self.turned_round(index) {
            self.wait(make, destroy);
        }
    }

    /// A replacement that is planned destroy-first though the state records `create_before_destroy`: Terraform's two
    /// halves disagree, and nothing is claimed.
    fn turned_round(&self, index: usize) -> bool {
        let Some(change) = self.edges.changes.get(index) else { return false };
        let recorded = self.input.recorded.as_ref().and_then(|recorded| recorded.get(&change.address, None));
        change.actions.destroys_first() && recorded.is_some_and(|instance| instance.create_before_destroy)
    }

    /// Edges that come from what the state records.
    fn recorded(&mut self, index: usize) {
        let Some(change) = self.edges.changes.get(index).filter(|_| !self.destroyed.is_empty()) else { return };
        for named in self.dependencies(change) {
            if !self.by_block.contains_key(&named) {
                continue;
            }
            let group = group(change, &named);
            if let Some(make) = self.node(index, Half::Make).filter(|_| self.destroyed.contains(&group)) {
                self.make_after_destroys(make, &group);
            }
            if let Some(destroy) = self.node(index, Half::Destroy) {
                self.destroy_before_destroys(destroy, index, &group);
            }
        }
    }

    /// What the state records of the current object of an address, be it a deposed one that the change is about. A new
    /// instance has nothing recorded, and Terraform takes all that its configuration leads to.
    fn dependencies(&mut self, change: &Change) -> Vec<String> {
        let current = match &self.input.recorded {
            Some(recorded) => recorded.get(&change.address, None).map(|instance| instance.dependencies.clone()),
            None => self.prior.get(&(&*change.address, None)).map(|list| list.to_vec()),
        };
        match current {
            Some(list) => list,
            None if change.deposed.is_none() => self.configured.blocks_behind(&change.address.block()),
            None => Vec::new(),
        }
    }

    /// The flag of a destroy: `None` where its edges are left out.
    fn destroyed_last(&self, index: usize) -> Option<bool> {
        let change = self.edges.changes.get(index)?;
        if change.deposed.is_some() || change.actions.creates_first() {
            return Some(true);
        }
        if let Some(recorded) = &self.input.recorded {
            return Some(recorded.get(&change.address, None).is_some_and(|instance| instance.create_before_destroy));
        }
        if change.actions.creates() {
            return Some(false);
        }
        match self.flag {
            Flag::Left => None,
            Flag::Off => Some(false),
            Flag::On => Some(true),
        }
    }

    /// A create or update waits for the destroys of what it was made after; those that come last wait for it.
    fn make_after_destroys(&mut self, make: usize, group: &Group) {
        let (first, is_new) = self.hub(Hub::DestroyedFirst(group.clone()));
        let (last, _) = self.hub(Hub::DependentsMade(group.clone()));
        if is_new {
            for member in self.members(group) {
                let Some(destroy) = self.node(member, Half::Destroy) else { continue };
                match self.destroyed_last(member) {
                    Some(true) => self.wait(destroy, last),
                    Some(false) => self.wait(first, destroy),
                    None => {}
                }
            }
        }
        self.wait(make, first);
        self.wait(last, make);
    }

    /// A destroy comes before those of what it was made after, and before their creates and updates, or after these.
    fn destroy_before_destroys(&mut self, destroy: usize, index: usize, group: &Group) {
        let (all, new_all) = self.hub(Hub::DependentsDestroyed(group.clone()));
        let (first, _) = self.hub(Hub::DependentsDestroyedFirst(group.clone()));
        let (made, _) = self.hub(Hub::Made(group.clone()));
        if new_all {
            for member in self.members(group) {
                if let Some(other) = self.node(member, Half::Destroy) {
                    self.wait(other, all);
                }
                if let Some(make) = self.node(member, Half::Make) {
                    self.wait(make, first);
                    self.wait(made, make);
                }
            }
        }
        self.wait(all, destroy);
        match self.destroyed_last(index) {
            Some(true) => self.wait(destroy, made),
            Some(false) => self.wait(first, destroy),
            None => {}
        }
    }

    fn members(&self, (block, module): &Group) -> Vec<usize> {
        let all = match module {
            Some(module) => self.by_module.get(&(block.clone(), module.clone())),
            None => self.by_block.get(block),
        };
        all.cloned().unwrap_or_default()
    }
}

/// Terraform leaves edges to destroys out between different instances of one module.
fn group(change: &Change, named: &str) -> Group {
    let own = change.address.block();
    let prefix = |block: &str| block.rsplitn(3, '.').nth(2).map(str::to_owned);
    let same = prefix(&own) == prefix(named);
    (named.to_owned(), same.then(|| change.address.module.clone()))
}
