//! Which of the steps that concern traffic come before which: the transitive closure of the apply graph, for those steps
//! only. It is worked out for 256 of them at a time, once for all steps that wait for the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::hash::{HashMap, HashSet};

use super::edges::Edges;
use super::{Half, Step};

const WORDS: usize = 4;
const WIDTH: usize = WORDS * 64;

/// Some of the steps of one block.
type Row = [u64; WORDS];

/// How many blocks are kept together.
const TOGETHER: usize = 16;

/// Some steps, as the blocks that have any of them, in the order of the blocks.
type Blocks = Vec<(usize, Row)>;

/// The same of many steps: blocks that follow each other are one part, and most parts are those of another class too. Of
/// 50 000 rules each waits for all pools, and differs from the others in the few steps of its own.
type Parts = Vec<(usize, Arc<Blocks>)>;

/// The order of the steps that were asked for.
#[derive(Debug)]
pub(super) struct Closure {
    place: BTreeMap<Step, usize>,
    /// The class of the step at each place.
    class: Vec<usize>,
    /// For each class of steps that wait for the same, the steps before it.
    before: Vec<Parts>,
}

/// Some of the steps of a closure.
#[derive(Debug)]
pub(super) struct Set(Blocks);

impl Closure {
    /// The order of all steps of some changes.
    pub(super) fn of(edges: &Edges<'_>, changes: Vec<usize>) -> Self {
        let steps =
            changes.into_iter().flat_map(|change| [Half::Destroy, Half::Make].map(|half| Step { change, half }));
        let mut steps: Vec<(Step, usize)> = steps.filter_map(|step| Some((step, edges.node(step)?))).collect();
        steps.sort_unstable();
        steps.dedup();
        let mut passes = Passes::new(edges);
        let mut before = vec![Parts::new(); passes.classes.len()];
        for (number, blocks) in steps.chunks(WIDTH * TOGETHER).enumerate() {
            let mut known: HashSet<Arc<Blocks>> = HashSet::default();
            for (list, part) in before.iter_mut().zip(passes.part(number, blocks)).filter(|(_, part)| !part.is_empty())
            {
                let part = Arc::new(part);
                let part = known.get(&part).map_or(part, Arc::clone);
                known.insert(Arc::clone(&part));
                list.push((number, part));
            }
        }
        let class = steps.iter().map(|(_, node)| passes.class_of(*node)).collect();
        let place = steps.into_iter().enumerate().map(|(place, (step, _))| (step, place)).collect();
        Self { place, class, before }
    }

    /// A set of steps, to be asked about as a whole.
    pub(super) fn set(&self, steps: &[Step]) -> Set {
        let mut blocks: BTreeMap<usize, Row> = BTreeMap::new();
        for place in steps.iter().filter_map(|step| self.place.get(step)) {
            mark(blocks.entry(place / WIDTH).or_default(), place % WIDTH);
        }
        Set(blocks.into_iter().collect())
    }

    /// A step of the set is the same or comes before this one, in every order.
    pub(super) fn holds_or_precedes(&self, set: &Set, step: Step) -> bool {
        let Some((place, row)) = self.row(step) else { return false };
        let own = block(&set.0, place / WIDTH);
        is_marked(&own, place) || set.0.iter().any(|(number, some)| overlap(&block_of(row, *number), some))
    }

    /// Every step of the set comes before this one, in every order.
    pub(super) fn all_precede(&self, set: &Set, step: Step) -> bool {
        let Some((_, row)) = self.row(step) else { return false };
        set.0
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
        self.at(second).is_some_and(|row| is_marked(&block_of(row, first / WIDTH), first))
    }

    fn at(&self, place: usize) -> Option<&Parts> {
        self.before.get(*self.class.get(place)?)
    }
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

fn is_marked(row: &Row, place: usize) -> bool {
    let bit = place % WIDTH;
    row.get(bit / 64).is_some_and(|word| word & (1 << (bit % 64)) != 0)
}

fn mark(row: &mut Row, bit: usize) {
    row.get_mut(bit / 64).into_iter().for_each(|word| *word |= 1 << (bit % 64));
}

fn overlap(a: &Row, b: &Row) -> bool {
    a.iter().zip(b).any(|(a, b)| a & b != 0)
}

/// Passes over the apply graph, one for each block of steps.
struct Passes<'e> {
    /// What the nodes of each class wait for, in an order in which Terraform can take them. The first class waits for
    /// nothing; nodes in a circle are in it too, and nobody knows what they wait for.
    classes: Vec<&'e [usize]>,
    /// The class of each node.
    class: Vec<usize>,
    /// The steps of the block that come before each class.
    rows: Vec<Row>,
    /// The bits of the block's own nodes.
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

    /// For each class what comes before it of the steps of a part.
    fn part(&mut self, number: usize, steps: &[(Step, usize)]) -> Vec<Blocks> {
        let mut part = vec![Blocks::new(); self.classes.len()];
        for (at, block) in steps.chunks(WIDTH).enumerate() {
            for (list, row) in part.iter_mut().zip(self.rows(block)).filter(|(_, row)| **row != [0; WORDS]) {
                list.push((number * TOGETHER + at, *row));
            }
        }
        part
    }

    /// For each class the steps of a block that come before it.
    fn rows(&mut self, block: &[(Step, usize)]) -> &[Row] {
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

    fn mark(&mut self, block: &[(Step, usize)], to: impl Fn(usize) -> Option<usize>) {
        for (bit, (_, node)) in block.iter().enumerate() {
            self.bits.get_mut(*node).into_iter().for_each(|slot| *slot = to(bit));
        }
    }
}
