//! A *stage* is one of the two worlds with all that policies ask about it.

use std::sync::OnceLock;

use crate::graph::{Bodies, Graph, Kinds, World};
use crate::input::Input;
use crate::model::Value;
use crate::order::Order;

use super::joins::Joins;
use super::outside::Outside;
use super::production::Production;
use super::rules::Rules;

/// One world: its graph and the order of its apply.
pub(super) struct Stage<'p> {
    pub(super) input: &'p Input,
    pub(super) world: World<'p>,
    pub(super) graph: Graph<'p>,
    /// Nothing in a world that does not change.
    pub(super) order: Order,
    pub(super) production: Production,
    /// What resources are after the apply.
    pub(super) bodies: Bodies<'p>,
    /// What happened since the last apply.
    pub(super) outside: Outside,
    /// What was looked up by attributes.
    pub(super) joins: Joins,
    rules: OnceLock<Rules>,
}

impl<'p> Stage<'p> {
    /// The world that the plan makes.
    pub(super) fn planned(input: &'p Input, kinds: &'p Kinds, production: Production) -> Self {
        Self::of(World::planned(input, kinds), production)
    }

    /// The world before it, in which nothing changes.
    pub(super) fn before(&self) -> Self {
        Self::of(self.world.before(), self.production.clone())
    }

    fn of(world: World<'p>, production: Production) -> Self {
        let input = world.input;
        let (bodies, joins) = (Bodies::new(input), Joins::new(input));
        let outside = Outside::of(&input.plan);
        let (graph, rules) = (Graph::build(&world), OnceLock::new());
        let order = if world.unchanged { Order::default() } else { Order::of(&world, &graph) };
        Self { input, graph, order, world, production, bodies, outside, joins, rules }
    }

    /// What is known of the rules of its listeners.
    pub(super) fn rules(&self) -> &Rules {
        self.rules.get_or_init(|| Rules::of(self))
    }

    /// The values that the change at `index` leaves in this world; `null` where there is no object.
    pub(super) fn body(&self, index: usize) -> Value {
        let Some(change) = self.input.plan.changes.get(index) else { return Value::Null };
        if self.world.unchanged {
            return change.before.value().clone();
        }
        if change.actions.leaves_object() { self.bodies.after(&self.graph, index) } else { Value::Null }
    }
}
