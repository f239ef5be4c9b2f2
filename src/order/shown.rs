//! The order of an apply that is *shown*: one that Terraform can take, with what opens a window taken early and what
//! closes it late, so that a window that comes in some orders only is there to be seen.

use std::collections::{BTreeMap, BTreeSet};

use crate::picture::Stretch;

use super::{Order, Step, Window};

impl Order {
    /// Positions of all steps, each after those that it waits for.
    pub(super) fn walk(&self) -> Vec<usize> {
        let early = self.early();
        let late: BTreeSet<Step> = self.windows.iter().flat_map(|window| window.closes.iter().copied()).collect();
        let class = |at: usize| match self.steps.get(at) {
            _ if early.contains(&at) => 0,
            Some(step) if late.contains(step) => 2,
            _ => 1,
        };
        let mut waits: Vec<usize> = self.waits.iter().map(Vec::len).collect();
        let mut then: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, earlier) in self.waits.iter().enumerate() {
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
    fn early(&self) -> BTreeSet<usize> {
        let opens: BTreeSet<Step> = self.windows.iter().flat_map(|window| window.opens.iter().copied()).collect();
        let steps = self.steps.iter().enumerate();
        let mut open: Vec<usize> = steps.filter(|(_, step)| opens.contains(step)).map(|(at, _)| at).collect();
        let mut early = BTreeSet::new();
        while let Some(at) = open.pop() {
            if early.insert(at) {
                open.extend(self.waits.get(at).into_iter().flatten());
            }
        }
        early
    }

    /// The part of a walk in which a window is open; `None` where it is not in this order.
    pub(super) fn stretch(&self, window: &Window, walk: &[usize]) -> Option<Stretch> {
        let done = |step: &Step| walk.iter().position(|at| self.steps.get(*at) == Some(step)).map(|at| at + 1);
        let from = window.opens.iter().map(done).max()??;
        let to = window.closes.iter().filter_map(done).min().unwrap_or(walk.len() + 1);
        (from < to).then_some(Stretch { from, to })
    }
}
