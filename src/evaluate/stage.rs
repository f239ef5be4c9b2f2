//! A *stage* is one of the two worlds with all that policies ask about it.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, OnceLock};

use crate::graph::{Bodies, Graph, World};
use crate::input::Input;
use crate::model::{Change, Mode, Operation, Value};
use crate::order::Order;

use super::Run;
use super::joins::Joins;
use super::outside::{self, Gone, Outside};
use super::production::Production;
use super::rules::Rules;
use super::subjects::{self, Classes, Subject};
use super::used::Used;

/// One world: its graph and the order of its apply.
pub(super) struct Stage<'p> {
    pub(super) input: &'p Input,
    pub(super) world: Arc<World<'p>>,
    pub(super) graph: Arc<Graph<'p>>,
    /// Nothing in a world that does not change. Worked out when it is first asked for.
    pub(super) order: LazyLock<Order, Box<dyn FnOnce() -> Order + Send + 'p>>,
    pub(super) production: Production,
    /// What resources are after the apply.
    pub(super) bodies: Bodies<'p>,
    /// What happened since the last apply.
    pub(super) outside: Outside,
    /// What was looked up by attributes.
    pub(super) joins: Joins,
    rules: OnceLock<Rules>,
    gone: OnceLock<Gone>,
    used: OnceLock<Used>,
    classes: OnceLock<Classes>,
    managed: OnceLock<BTreeMap<Arc<str>, Vec<usize>>>,
}

impl<'p> Stage<'p> {
    /// The world that the plan makes, with what the other inputs of the run make of theirs.
    pub(super) fn planned(run: &Run<'p>, production: Production) -> Self {
        let world = run.commons.world(run.position);
        let world = world.unwrap_or_else(|| Arc::new(World::planned(run.input, run.kinds)));
        let graph = run.commons.graph(run.position).unwrap_or_else(|| Arc::new(Graph::build(&world)));
        Self::of(world, graph, production)
    }

    /// The world before it, in which nothing of it changes.
    pub(super) fn before(&self, run: &Run<'p>) -> Self {
        let world = Arc::new(self.world.before());
        let graph = run.commons.graph_before(run.position, &world);
        Self::of(world, graph, self.production.clone())
    }

    fn of(world: Arc<World<'p>>, graph: Arc<Graph<'p>>, production: Production) -> Self {
        let input = world.input;
        let (bodies, joins) = (Bodies::new(&world), Joins::new(&world));
        let outside = Outside::of(&input.plan);
        let (of_world, of_graph) = (Arc::clone(&world), Arc::clone(&graph));
        let order: Box<dyn FnOnce() -> Order + Send + 'p> = Box::new(move || match of_world.unchanged {
            true => Order::default(),
            false => Order::of(&of_world, &of_graph),
        });
        let order = LazyLock::new(order);
        let (rules, gone, used) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        let (classes, managed) = (OnceLock::new(), OnceLock::new());
        Self { input, graph, order, world, production, bodies, outside, joins, rules, gone, used, classes, managed }
    }

    /// The subjects of a class of its graph.
    pub(super) fn of_class(&self, class: &str) -> &[Subject] {
        self.classes.get_or_init(|| subjects::classes(&self.graph)).get(class).map_or(&[], Vec::as_slice)
    }

    /// Positions of the changes of resources by their type, without those of deposed objects.
    pub(super) fn managed(&self) -> &BTreeMap<Arc<str>, Vec<usize>> {
        self.managed.get_or_init(|| {
            let changes = self.input.plan.changes.iter().enumerate();
            let managed = |change: &Change| change.address.mode == Mode::Managed && change.deposed.is_none();
            let mut types: BTreeMap<Arc<str>, Vec<usize>> = BTreeMap::new();
            for (position, change) in changes.filter(|(_, change)| managed(change)) {
                types.entry(Arc::clone(&change.address.type_)).or_default().push(position);
            }
            types
        })
    }

    /// What its plan destroys, by what people know it by.
    pub(super) fn gone(&self) -> &Gone {
        self.gone.get_or_init(|| outside::gone(self))
    }

    /// What is known of who uses its pools.
    pub(super) fn used(&self) -> &Used {
        self.used.get_or_init(|| Used::of(self))
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
        match change.actions.operation() {
            // What is only dropped from the state lives on as it is.
            Operation::Forget => change.before.value().clone(),
            _ if change.actions.leaves_object() => self.bodies.after(&self.graph, index),
            _ => Value::Null,
        }
    }
}
