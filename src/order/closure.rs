//! Which of the steps that concern traffic come before which: the transitive closure of the apply graph, for those steps
//! only. What waits for the same has the same before it, and what the same waits for comes before the same: it is worked
//! out for *classes* of the first against *groups* of the second, 256 of them at a time. Terraform's order is one of
//! blocks, and the thousands of instances of a block are one group mostly.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::hash::{HashMap, HashSet};

use super::edges::Edges;
use super::{Half, Step};

const WORDS: usize = 4;
const WIDTH: usize = WORDS * 64;

/// Some of 256 groups.
type Row = [u64; WORDS];

/// How many blocks are kept together.
const TOGETHER: usize = 16;

/// Some groups, as the blocks of 256 that have any of them, in the order of the blocks.
type Blocks = Vec<(usize, Row)>;

/// The same of many: blocks that follow each other are one part, and most parts are those of another class too.
type Parts = Vec<(usize, Arc<Blocks>)>;

/// The order of the steps that were asked for.
#[derive(Debug)]
pub(super) struct Closure {
    place: HashMap<Step, usize>,
    /// The class and the group of the step at each place.
    kin: Vec<(usize, usize)>,
    /// For each class of steps that wait for the same, the groups before it.
    before: Vec<Parts>,
}

/// Some of the steps of a closure.
#[derive(Debug)]
pub(super) struct Set {
    places: HashSet<usize>,
    groups: Blocks,
}

impl Closure {
    /// The order of all steps of some changes.
    pub(super) fn of(edges: &Edges<'_>, changes: Vec<usize>) -> Self {
        let steps =
            changes.into_iter().flat_map(|change| [Half::Destroy, Half::Make].map(|half| Step { change, half }));
        let mut steps: Vec<(Step, usize)> = steps.filter_map(|step| Some((step, edges.node(step)?))).collect();
        steps.sort_unstable();
        steps.dedup();
        let mut passes = Passes::new(edges);
        let (groups, of_step) = groups(edges, &steps);
        let mut before = vec![Parts::new(); passes.classes.len()];
        for (number, blocks) in groups.chunks(WIDTH * TOGETHER).enumerate() {
            let mut known: HashSet<Arc<Blocks>> = HashSet::default();
            for (list, part) in before.iter_mut().zip(passes.part(number, blocks)).filter(|(_, part)| !part.is_empty())
            {
                let part = Arc::new(part);
                let part = known.get(&part).map_or(part, Arc::clone);
                known.insert(Arc::clone(&part));
                list.push((number, part));
            }
        }
        let classes = steps.iter().map(|(_, node)| passes.class_of(*node));
        let kin = classes.zip(of_step).collect();
        let place = steps.into_iter().enumerate().map(|(place, (step, _))| (step, place)).collect();
        Self { place, kin, before }
    }

    /// A set of steps, to be asked about as a whole.
    pub(super) fn set(&self, steps: &[Step]) -> Set {
        let places: HashSet<usize> = steps.iter().filter_map(|step| self.place(*step)).collect();
        let mut blocks: BTreeMap<usize, Row> = BTreeMap::new();
        for (_, group) in places.iter().filter_map(|place| self.kin.get(*place)) {
            mark(blocks.entry(group / WIDTH).or_default(), group % WIDTH);
        }
        Set { places, groups: blocks.into_iter().collect() }
    }

    /// A step of the set is the same or comes before this one, in every order.
    pub(super) fn holds_or_precedes(&self, set: &Set, step: Step) -> bool {
        let Some((place, row)) = self.row(step) else { return false };
        set.places.contains(&place) || set.groups.iter().any(|(number, some)| overlap(&block_of(row, *number), some))
    }

    /// Every step of the set comes before this one, in every order.
    pub(super) fn all_precede(&self, set: &Set, step: Step) -> bool {
        let Some((_, row)) = self.row(step) else { return false };
        set.groups
            .iter()
            .all(|(number, some)| block_of(row, *number).iter().zip(some).all(|(row, some)| row & some == *some))
    }

    fn row(&self, step: Step) -> Option<(usize, &Parts)> {
        let place = self.place(step)?;
        Some((place, self.at(place)?))
    }

    /// Terraform takes the first step before the second, in every order it can choose.
    pub(super) fn precedes(&self, first: Step, second: Step) -> bool {
        let (Some(first), Some(second)) = (self.place(first), self.place(second)) else { return false };
        self.precedes_at(first, second)
    }

    /// Where a step stands, for those who ask often.
    pub(super) fn place(&self, step: Step) -> Option<usize> {
        self.place.get(&step).copied()
    }

    /// The same as [`Closure::precedes`] of the steps at two places.
    pub(super) fn precedes_at(&self, first: usize, second: usize) -> bool {
        let Some((_, group)) = self.kin.get(first) else { return false };
        self.at(second).is_some_and(|row| is_marked(&block_of(row, group / WIDTH), *group))
    }

    fn at(&self, place: usize) -> Option<&Parts> {
        self.before.get(self.kin.get(place)?.0)
    }
}

/// The nodes of some steps by what waits for them, and the group of each step.
fn groups(edges: &Edges<'_>, steps: &[(Step, usize)]) -> (Vec<Vec<usize>>, Vec<usize>) {
    let mut after: HashMap<usize, Vec<usize>> = steps.iter().map(|(_, node)| (*node, Vec::new())).collect();
    for (later, earlier) in edges.all() {
        after.get_mut(&earlier).into_iter().for_each(|list| list.push(later));
    }
    let mut known: HashMap<&[usize], usize> = HashMap::default();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let of_step = steps.iter().map(|(_, node)| {
        let waiting = after.get(node).map_or(&[][..], Vec::as_slice);
        let group = *known.entry(waiting).or_insert(groups.len());
        if group == groups.len() {
            groups.push(Vec::new());
        }
        groups.get_mut(group).into_iter().for_each(|nodes| nodes.push(*node));
        group
    });
    let of_step = of_step.collect();
    (groups, of_step)
}

/// What there is of a block; nothing where it is not kept.
fn block(blocks: &Blocks, number: usize) -> Row {
    let at = blocks.binary_search_by_key(&number, |(number, _)| *number).ok();
    at.and_then(|at| blocks.get(at)).map_or([0; WORDS], |(_, row)| *row)
}

fn block_of(parts: &Parts, number: usize) -> Row {
    let at = parts.binary_search_by_key(&(number / TOGETHER), |(number, _)| *number).ok();
    at.and_then(|at| parts.get(at)).map_or([0; WORDS], |(_, part)| block(part, number))
}

fn is_marked(row: &Row, group: usize) -> bool {
    let bit = group % WIDTH;
    row.get(bit / 64).is_some_and(|word| word & (1 << (bit % 64)) != 0)
}

fn mark(row: &mut Row, bit: usize) {
    row.get_mut(bit / 64).into_iter().for_each(|word| *word |= 1 << (bit % 64));
}

fn overlap(a: &Row, b: &Row) -> bool {
    a.iter().zip(b).any(|(a, b)| a & b != 0)
}

/// Passes over the apply graph, one for each block of groups.
struct Passes<'e> {
    /// What the nodes of each class wait for, in an order in which Terraform can take them. The first class waits for
    /// nothing; nodes in a circle are in it too, and nobody knows what they wait for.
    classes: Vec<&'e [usize]>,
    /// The class of each node.
    class: Vec<usize>,
    /// The groups of the block that come before each class.
    rows: Vec<Row>,
    /// The bit of each node's group, where it is of the block.
    bits: Vec<Option<usize>>,
}

impl<'e> Passes<'e> {
    fn new(edges: &'e Edges<'_>) -> Self {
        let mut class = vec![0; edges.waits_for.len()];
        let mut classes: Vec<&[usize]> = vec![&[]];
        let mut known: HashMap<&[usize], usize> = HashMap::from_iter([(&[][..], 0)]);
        for node in edges.sorted(&[]) {
            let Some(waits) = edges.waits_for.get(node) else { continue };
            let number = *known.entry(waits).or_insert(classes.len());
            if number == classes.len() {
                classes.push(waits);
            }
            class.get_mut(node).into_iter().for_each(|class| *class = number);
        }
        let (rows, bits) = (vec![[0; WORDS]; classes.len()], vec![None; class.len()]);
        Self { classes, class, rows, bits }
    }

    fn class_of(&self, node: usize) -> usize {
        self.class.get(node).copied().unwrap_or_default()
    }

    /// For each class what comes before it of the groups of a part.
    fn part(&mut self, number: usize, groups: &[Vec<usize>]) -> Vec<Blocks> {
        let mut part = vec![Blocks::new(); self.classes.len()];
        for (at, block) in groups.chunks(WIDTH).enumerate() {
            for (list, row) in part.iter_mut().zip(self.rows(block)).filter(|(_, row)| **row != [0; WORDS]) {
                list.push((number * TOGETHER + at, *row));
            }
        }
        part
    }

    /// For each class the groups of a block that come before it.
    fn rows(&mut self, block: &[Vec<usize>]) -> &[Row] {
        self.mark(block, Some);
        for (at, waits) in self.classes.iter().enumerate() {
            let mut row = [0; WORDS];
            for earlier in *waits {
                let known = self.rows.get(self.class_of(*earlier)).copied().unwrap_or_default();
                row.iter_mut().zip(known).for_each(|(word, known)| *word |= known);
                self.bits.get(*earlier).copied().flatten().into_iter().for_each(|bit| mark(&mut row, bit));
            }
            self.rows.get_mut(at).into_iter().for_each(|place| *place = row);
        }
        self.mark(block, |_| None);
        &self.rows
    }

    fn mark(&mut self, block: &[Vec<usize>], to: impl Fn(usize) -> Option<usize>) {
        for (bit, group) in block.iter().enumerate() {
            for node in group {
                self.bits.get_mut(*node).into_iter().for_each(|slot| *slot = to(bit));
            }
        }
    }
}
