//! The *names* by which the inputs of a run may know each other's objects. A run of many inputs keeps the names of all, and
//! the graphs of those alone that share one.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::commons::{Commons, marks};

/// The names in the graph of one input, as numbers. Two names with one number would join two inputs for nothing, and change
/// no verdict.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Every name, and whether others learn something by it: the input manages what it names, or leads to it.
    all: BTreeMap<u64, bool>,
}

impl Commons<'_> {
    /// The names of the input at a place.
    pub fn names(&self, position: usize) -> Names {
        let mut names = Names::default();
        for (graph, is_seen) in self
            .seen(position)
            .map(|graph| (graph, true))
            .into_iter()
            .chain(self.planned(position).map(|graph| (graph, false)))
        {
            for (name, mark) in marks(graph, position) {
                let tells = is_seen && (mark.managed || graph.is_led_to(mark.node));
                *names.all.entry(number(&name)).or_default() |= tells;
            }
        }
        names
    }
}

fn number(name: &str) -> u64 {
    let mut hash = DefaultHasher::new();
    name.hash(&mut hash);
    hash.finish()
}

/// The inputs in groups that may add something to each other, each group and all of them in the order of the inputs.
pub fn groups(all: &[Names]) -> Vec<Vec<usize>> {
    let mut by_name: BTreeMap<u64, (Vec<usize>, bool)> = BTreeMap::new();
    for (input, names) in all.iter().enumerate() {
        for (name, tells) in &names.all {
            let (inputs, told) = by_name.entry(*name).or_default();
            inputs.push(input);
            *told |= tells;
        }
    }
    let mut first: Vec<usize> = (0..all.len()).collect();
    for (inputs, _) in by_name.into_values().filter(|(inputs, told)| *told && inputs.len() > 1) {
        for pair in inputs.windows(2) {
            let [a, b] = [0, 1].map(|at| root(&first, pair.get(at).copied().unwrap_or_default()));
            if let Some(slot) = first.get_mut(a.max(b)) {
                *slot = a.min(b);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for input in 0..all.len() {
        groups.entry(root(&first, input)).or_default().push(input);
    }
    groups.into_values().collect()
}

/// The first input of the group that an input is in.
fn root(first: &[usize], mut input: usize) -> usize {
    while let Some(next) = first.get(input).filter(|next| **next != input) {
        input = *next;
    }
    input
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_that_share_a_name_by_which_one_is_told_something_are_one_group() {
        let names = |all: &[(u64, bool)]| Names { all: all.iter().copied().collect() };
        let all = [
            names(&[(1, true)]),
            names(&[(2, false), (9, false)]),
            names(&[(1, false), (3, true)]),
            names(&[(9, false)]),
            names(&[(3, false), (4, true)]),
            names(&[]),
        ];
        assert_eq!(groups(&all), [vec![0, 2, 4], vec![1], vec![3], vec![5]]);
    }
}
