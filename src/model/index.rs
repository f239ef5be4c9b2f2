//! The *index* of a plan: what it says of an instance, found by its address. Made once for all that look there.

use super::{Address, Plan};
use crate::hash::{HashMap, with_room};

/// Changes and objects of the state by the address of their instance; deposed objects are left out.
#[derive(Debug, Default)]
pub struct Index<'p> {
    changes: HashMap<&'p Address, usize>,
    left_out: Vec<usize>,
}

impl<'p> Index<'p> {
    /// The index of a plan.
    pub fn of(plan: &'p Plan) -> Self {
        let current = plan.changes.iter().enumerate().filter(|(_, change)| change.deposed.is_none());
        let mut changes = with_room(plan.changes.len());
        changes.extend(current.map(|(position, change)| (&*change.address, position)));
        let prior = plan.prior.iter().enumerate().filter(|(_, object)| object.deposed.is_none());
        let left_out = prior.filter(|(_, object)| !changes.contains_key(&*object.address));
        let left_out = left_out.map(|(position, _)| position).collect();
        Self { changes, left_out }
    }

    /// Position of the change of an instance.
    pub fn change(&self, address: &Address) -> Option<usize> {
        self.changes.get(address).copied()
    }

    /// Positions of objects of the state that no change is about: a `-target`, a data source that was read while planning.
    pub fn left_out(&self) -> &[usize] {
        &self.left_out
    }
}
