//! A *stage* is one of the two worlds with all that policies ask about it.

use crate::graph::{Graph, Kinds, World};
use crate::input::Input;
use crate::order::Order;

use super::production::Production;

/// One world: its graph and the order of its apply.
pub(super) struct Stage<'p> {
    pub(super) input: &'p Input,
    pub(super) world: World<'p>,
    pub(super) graph: Graph<'p>,
    /// `None` where the recorded state is not at hand.
    pub(super) order: Option<Order<'p>>,
    pub(super) production: Production,
}

impl<'p> Stage<'p> {
    /// The world that the plan makes.
    pub(super) fn planned(input: &'p Input, kinds: &'p Kinds, production: Production) -> Self {
        let world = World::planned(input, kinds);
        Self { input, graph: Graph::build(&world), order: Order::of(input), world, production }
    }

    /// The world before it, in which nothing changes.
    pub(super) fn before(&self) -> Self {
        let world = self.world.before();
        Self { input: self.input, graph: Graph::build(&world), order: None, world, production: self.production.clone() }
    }
}
