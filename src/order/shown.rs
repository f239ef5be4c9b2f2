//! The order of an apply that is *shown*: one that Terraform can take, with what opens a window taken early and what
//! closes it late, so that a window that comes in some orders only is there to be seen.

use std::collections::{BTreeMap, BTreeSet};

use crate::picture::Stretch;

use super::{Order, Step, Window};

impl Order {
    /// Positions of all steps, each after those that it waits for.
    pub(super) fn walk(&self, waits_for: &[Vec<usize>]) -> Vec<usize> {
        let early = self.early(waits_for);
        let late: BTreeSet<Step> = self.windows.iter().flat_map(|window| window.closes.iter().copied()).collect();
        let class = |at: usize| match self.steps.get(at) {
            _ if early.contains(&at) => 0,
            Some(step) if late.contains(step) => 2,
            _ => 1,
        };
        let mut waits: Vec<usize> = waits_for.iter().map(Vec::len).collect();
        let mut then: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, earlier) in waits_for.iter().enumerate() {
            earlier.iter().for_each(|one| then.entry(*one).or_default().push(at));
        }
        let free = waits.iter().enumerate().filter(|(_, count)| **count == 0);
        let mut ready: BTreeSet<(u8, usize)> = free.map(|(at, _)| (class(at), at)).collect();
        let mut walk = Vec::with_capacity(self.steps.len());
        while let Some((_, at)) = ready.pop_first() {
            walk.push(at);
            for next in then.get(&at).into_iter().flatten() {
                let Some(count) = waits.get_mut(*next) else { continue };
                *count -= 1;
                if *count == 0 {
                    ready.insert((class(*next), *next));
                }
            }
        }
        walk
    }

    /// Steps that open a window, and all that come before them.
    fn early(&self, waits_for: &[Vec<usize>]) -> BTreeSet<usize> {
        let opens: BTreeSet<Step> = self.windows.iter().flat_map(|window| window.opens.iter().copied()).collect();
        let steps = self.steps.iter().enumerate();
        let mut open: Vec<usize> = steps.filter(|(_, step)| opens.contains(step)).map(|(at, _)| at).collect();
        let mut early = BTreeSet::new();
        while let Some(at) = open.pop() {
            if early.insert(at) {
                open.extend(waits_for.get(at).into_iter().flatten());
            }
        }
        early
    }

    /// For each window the part of a walk in which it is open; `None` where it is not in this order.
    pub(super) fn stretches(&self, walk: &[usize]) -> Vec<Option<Stretch>> {
        let taken = walk.iter().enumerate().filter_map(|(place, at)| Some((*self.steps.get(*at)?, place + 1)));
        let taken: BTreeMap<Step, usize> = taken.collect();
        self.windows.iter().map(|window| stretch(window, &taken)).collect()
    }
}

/// `taken` has the steps of a walk, counted from 1.
fn stretch(window: &Window, taken: &BTreeMap<Step, usize>) -> Option<Stretch> {
    let done = |step: &Step| taken.get(step).copied();
    let from = window.opens.iter().map(done).max()??;
    let to = window.closes.iter().filter_map(done).min().unwrap_or(taken.len() + 1);
    (from < to).then_some(Stretch { from, to })
}
