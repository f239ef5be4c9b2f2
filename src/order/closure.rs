//! Which of the steps that concern traffic come before which: the transitive closure of the apply graph, for those steps
//! only. It is computed in one pass over the sorted graph for every 256 of them, so that memory stays linear.

use std::collections::BTreeMap;

use super::edges::Edges;
use super::{Half, Step};

const WORDS: usize = 4;
const WIDTH: usize = WORDS * 64;

type Row = [u64; WORDS];

/// The order of the steps that were asked for.
#[derive(Debug)]
pub(super) struct Closure {
    place: BTreeMap<Step, usize>,
    /// For each step the set of those before it, block by block.
    before: Vec<Vec<u64>>,
}

impl Closure {
    /// The order of all steps of some changes.
    pub(super) fn of(edges: &Edges<'_>, changes: Vec<usize>) -> Self {
        let steps =
            changes.into_iter().flat_map(|change| [Half::Destroy, Half::Make].map(|half| Step { change, half }));
        let mut steps: Vec<(Step, usize)> = steps.filter_map(|step| Some((step, edges.node(step)?))).collect();
        steps.sort_unstable();
        steps.dedup();
        let mut before = vec![Vec::new(); steps.len()];
        let sorted = edges.sorted(&[]);
        for block in steps.chunks(WIDTH) {
            let rows = pass(edges, &sorted, block);
            for ((_, node), list) in steps.iter().zip(&mut before) {
                list.extend(rows.get(*node).copied().unwrap_or_default());
            }
        }
        let place = steps.into_iter().enumerate().map(|(place, (step, _))| (step, place)).collect();
        Self { place, before }
    }

    /// A set of steps, to be asked about as a whole.
    pub(super) fn set(&self, steps: &[Step]) -> Set {
        let mut bits = vec![0; self.place.len().div_ceil(64)];
        for place in steps.iter().filter_map(|step| self.place.get(step)) {
            if let Some(word) = bits.get_mut(place / 64) {
                *word |= 1 << (place % 64);
            }
        }
        Set { bits }
    }

    /// A step of the set is the same or comes before this one, in every order.
    pub(super) fn holds_or_precedes(&self, set: &Set, step: Step) -> bool {
        let Some(place) = self.place.get(&step) else { return false };
        let own = set.bits.get(place / 64).is_some_and(|word| word & (1 << (place % 64)) != 0);
        own || self.row(*place).zip(&set.bits).any(|(row, set)| row & set != 0)
    }

    /// Every step of the set comes before this one, in every order.
    pub(super) fn all_precede(&self, set: &Set, step: Step) -> bool {
        let Some(place) = self.place.get(&step) else { return false };
        self.row(*place).zip(&set.bits).all(|(row, set)| row & set == *set)
    }

    fn row(&self, place: usize) -> impl Iterator<Item = &u64> {
        self.before.get(place).into_iter().flatten()
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
        let word = self.before.get(second).and_then(|row| row.get(first / 64));
        word.is_some_and(|word| word & (1 << (first % 64)) != 0)
    }
}

/// Some of the steps of a closure.
#[derive(Debug)]
pub(super) struct Set {
    bits: Vec<u64>,
}

/// For every node the steps of a block that come before it.
fn pass(edges: &Edges<'_>, sorted: &[usize], block: &[(Step, usize)]) -> Vec<Row> {
    let mut rows: Vec<Row> = vec![[0; WORDS]; edges.waits_for.len()];
    let own: BTreeMap<usize, usize> = block.iter().enumerate().map(|(bit, (_, node))| (*node, bit)).collect();
    for &node in sorted {
        let mut row = [0; WORDS];
        for &earlier in edges.waits_for.get(node).into_iter().flatten() {
            let known = rows.get(earlier).copied().unwrap_or_default();
            row.iter_mut().zip(known).for_each(|(word, known)| *word |= known);
            if let Some(bit) = own.get(&earlier)
                && let Some(word) = row.get_mut(bit / 64)
            {
                *word |= 1 << (bit % 64);
            }
        }
        if let Some(place) = rows.get_mut(node) {
            *place = row;
        }
    }
    rows
}
