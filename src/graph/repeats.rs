//! Edges that say the same twice.

use std::collections::{BTreeMap, BTreeSet};

use super::{Edge, NodeId, Role, Weight};
use crate::model::Step;

/// Edges by what two that say the same have in common. A listener can have any number of them.
#[derive(Default)]
pub(super) struct Repeats {
    known: BTreeMap<Shared, Positions>,
}

/// The role, the ends and the beginning of the path.
type Shared = (Role, NodeId, NodeId, Vec<Step>);

/// Positions among the edges, by the length of the path.
type Positions = BTreeMap<usize, BTreeSet<usize>>;

impl Repeats {
    /// Takes an edge in. `target_group_arn` and `forward` of one action may both be set: the provider fills in the one from
    /// the other, and the one with weights stays.
    pub(super) fn take(&mut self, edges: &mut Vec<Edge>, edge: Edge) {
        let Some(to) = edge.to else { return edges.push(edge) };
        // A listener of VPC Lattice names its service twice, by id and by ARN.
        let of_one = matches!(edge.role, Role::ListenerOf | Role::RuleOf);
        let action = edge.path.steps.get(..2).filter(|_| !of_one).unwrap_or_default().to_vec();
        let alike = self.known.entry((edge.role, edge.from, to, action)).or_default();
        let length = edge.path.steps.len();
        let others = alike.iter().filter(|(other, _)| of_one || **other != length);
        let first = others.filter_map(|(other, all)| Some((*all.first()?, *other))).min();
        let Some((at, was)) = first else {
            alike.entry(length).or_default().insert(edges.len());
            return edges.push(edge);
        };
        if let Some(have) = edges.get_mut(at).filter(|have| have.weight == Weight::Single) {
            *have = edge;
            alike.entry(was).or_default().remove(&at);
            alike.entry(length).or_default().insert(at);
        }
    }
}
