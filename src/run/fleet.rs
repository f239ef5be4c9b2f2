//! The inputs of a run and its neighbours, from the list to the verdicts. Where they are many, they are not all in memory
//! at once.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::Stop;
use super::judging::{Judge, Judged};
use crate::input::{ExternalPool, Input};
use crate::read::Reader;

/// Inputs with more bytes than this together are read one by one, and let go of. Fewer are kept, so that none is read twice.
const KEPT: u64 = 64 << 20;

/// What a run reads.
pub(super) struct Fleet<'r> {
    /// The inputs, and the places of those that this part of the run has.
    pub(super) own: (&'r Reader<'r>, Vec<usize>),
    /// The neighbours, and the places of those that are no inputs.
    pub(super) with: Option<(&'r Reader<'r>, Vec<usize>)>,
    /// Pools that others are known to fill.
    pub(super) pools: &'r [ExternalPool],
}

impl<'r> Fleet<'r> {
    /// Inputs and neighbours, without a neighbour that is an input itself.
    pub(super) fn new(
        own: (&'r Reader<'r>, Vec<usize>),
        with: Option<&'r Reader<'r>>,
        pools: &'r [ExternalPool],
    ) -> Self {
        let with = with.map(|with| {
            let paths: Vec<&str> = own.0.paths().collect();
            let inputs: BTreeSet<&str> = own.1.iter().filter_map(|at| paths.get(*at).copied()).collect();
            let others = with.paths().zip(with.positions()).filter(|(path, _)| !inputs.contains(path));
            (with, others.map(|(_, at)| at).collect())
        });
        Self { own, with, pools }
    }

    /// How many inputs it has.
    pub(super) fn inputs(&self) -> usize {
        self.own.1.len()
    }

    fn all(&self) -> usize {
        self.inputs() + self.with.as_ref().map_or(0, |(_, others)| others.len())
    }

    /// The verdicts on all inputs.
    pub(super) fn judged(&self, judge: &Judge<'_>) -> Result<Judged, Stop> {
        let read = |at: usize| self.read(at);
        let size = |reader: &Reader<'_>| reader.size();
        let sizes = [Some(self.own.0), self.with.as_ref().map(|(with, _)| *with)].into_iter().flatten().map(size);
        if self.all() > 1 && sizes.sum::<Option<u64>>().is_some_and(|bytes| bytes > KEPT) {
            return judge.in_turn(&read, self.inputs(), self.all());
        }
        let all: Vec<Result<Input, Stop>> = (0..self.all()).into_par_iter().map(read).collect();
        let mut inputs = all.into_iter().collect::<Result<Vec<_>, _>>()?;
        let neighbours = inputs.split_off(self.inputs());
        let judged = judge.at_once(&inputs, &neighbours);
        // The process ends soon: giving a large plan back piece by piece is work for nobody.
        std::mem::forget((inputs, neighbours));
        Ok(judged)
    }

    /// The input at a place: first the inputs, then the neighbours.
    fn read(&self, at: usize) -> Result<Input, Stop> {
        let own = self.own.1.get(at).map(|position| self.own.0.read(*position));
        let with = || {
            let (with, others) = self.with.as_ref()?;
            Some(with.read(*others.get(at.checked_sub(self.inputs())?)?))
        };
        let input = own.or_else(with).unwrap_or_else(|| self.own.0.read(usize::MAX));
        let input = input.map_err(|error| format!("error: {error}"))?;
        Ok(Input { external_pools: self.pools.to_vec(), ..input })
    }
}
