//! The *world* of a graph: every object that exists before or after, with its values on both sides.

use std::sync::{Arc, OnceLock};

use crate::hash::HashSet;
use crate::input::{Input, InputKind};
use crate::model::{Actions, Address, Index, Mode, Operation, StateObject, Value};
use crate::resolve::Instances;

use super::kinds::Kinds;

/// An object of the world.
#[derive(Debug, Clone)]
pub struct Object<'p> {
    /// The instance.
    pub address: Arc<Address>,
    /// Key of a deposed object.
    pub deposed: Option<Arc<str>>,
    /// What is done to it.
    pub actions: Actions,
    /// Its values before; `None` where it does not exist.
    pub before: Option<&'p Value>,
    /// Its values after: those before of what is only dropped from the state and lives on.
    pub after: Option<&'p Value>,
}

/// What a stopped apply does not get to of what the plan does to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Undone {
    /// It is not created or changed.
    pub make: bool,
    /// It is not destroyed.
    pub destroy: bool,
}

impl<'p> Object<'p> {
    /// What a stopped apply leaves of it: nothing, one object, or the old one beside the new.
    fn left(&self, undone: Undone) -> Vec<Self> {
        let replaces = self.actions.creates() && self.actions.destroys();
        match (undone.make, undone.destroy) {
            (false, false) => vec![self.clone()],
            (true, false) if self.actions.destroys_first() => vec![self.with(Operation::Delete, self.before, None)],
            (false, true) if replaces => {
                let old = Self { deposed: Some(LEFT.into()), ..self.with(Operation::NoOp, self.before, self.before) };
                vec![self.with(Operation::Create, None, self.after), old]
            }
            _ if self.before.is_some() => vec![self.with(Operation::NoOp, self.before, self.before)],
            _ => Vec::new(),
        }
    }

    fn with(&self, operation: Operation, before: Option<&'p Value>, after: Option<&'p Value>) -> Self {
        Self { before, after, actions: Actions::of(operation), ..self.clone() }
    }
}

/// Stands for the key that Terraform gives to an object whose replacement is there and that is not destroyed.
const LEFT: &str = "left by the stop";

/// The objects of a plan, or of what there was before it.
#[derive(Debug)]
pub struct World<'p> {
    /// The plan it was made from.
    pub input: &'p Input,
    /// The kinds of resources that have a part in traffic.
    pub kinds: &'p Kinds,
    /// Objects that the catalogue of kinds knows, in the order of their addresses.
    pub objects: Vec<Object<'p>>,
    /// Nothing changes in this world: it is the one before the plan.
    pub unchanged: bool,
    /// What the plan says of an instance.
    pub index: Arc<Index<'p>>,
    instances: Arc<OnceLock<Arc<Instances>>>,
}

impl<'p> World<'p> {
    /// What a plan does.
    pub fn planned(input: &'p Input, kinds: &'p Kinds) -> Self {
        let index = Arc::new(Index::of(&input.plan));
        let objects = objects(input, kinds, &index);
        Self { input, kinds, objects, unchanged: false, index, instances: Arc::default() }
    }

    /// The instances that stand after the apply.
    pub fn instances(&self) -> &Arc<Instances> {
        self.instances.get_or_init(|| Arc::new(Instances::indexed(&self.input.plan, &self.index)))
    }

    /// What the plan is made of is one for all worlds that it makes.
    fn with_objects(&self, objects: Vec<Object<'p>>, unchanged: bool) -> Self {
        let (index, instances) = (Arc::clone(&self.index), Arc::clone(&self.instances));
        Self { input: self.input, kinds: self.kinds, objects, unchanged, index, instances }
    }

    /// What there is before it: every object stays as it is.
    pub fn before(&self) -> Self {
        let kept = self.objects.iter().filter_map(|object| {
            object.before?;
            Some(object.with(Operation::NoOp, object.before, object.before))
        });
        self.with_objects(kept.collect(), true)
    }

    /// What an apply leaves that does not get to all of it.
    pub fn stopped(&self, undone: impl Fn(&Object<'p>) -> Undone) -> Self {
        let left = self.objects.iter().flat_map(|object| object.left(undone(object)));
        self.with_objects(left.collect(), self.unchanged)
    }
}

fn objects<'p>(input: &'p Input, kinds: &Kinds, index: &Index<'_>) -> Vec<Object<'p>> {
    let (plan, only_written) = (&input.plan, input.kind == InputKind::Configuration);
    let mut objects = Vec::new();
    // What the plan leaves out stays as the state has it. The rest of the state is most of it, and is not looked at: a
    // change has the same values.
    let changed: HashSet<(&Address, &str)> =
        plan.changes.iter().filter_map(|change| Some((&*change.address, change.deposed.as_deref()?))).collect();
    let is_changed =
        |object: &StateObject| object.deposed.as_deref().is_none_or(|key| changed.contains(&(&*object.address, key)));
    let left_out = index.left_out().iter().filter_map(|position| plan.prior.get(*position));
    let left_out = left_out.chain(plan.prior.iter().filter(|object| !is_changed(object)));
    for object in left_out.filter(|object| kinds.knows(&object.address.type_)) {
        let values = object.values.value();
        let kept = Object {
            address: Arc::clone(&object.address),
            deposed: object.deposed.clone(),
            // Nothing says what is done to what is only written.
            actions: if only_written { Actions::default() } else { Actions::of(Operation::NoOp) },
            before: Some(values),
            after: Some(values),
        };
        objects.push(kept);
    }
    for change in plan.changes.iter().filter(|change| kinds.knows(&change.address.type_)) {
        let before = Some(change.before.value()).filter(|value| **value != Value::Null);
        let after = match change.actions.operation() {
            // Nobody touches it: it stays as it is, unmanaged.
            Operation::Forget => before,
            _ => Some(change.after.value()).filter(|_| change.actions.leaves_object()),
        };
        let object = Object {
            address: Arc::clone(&change.address),
            deposed: change.deposed.clone(),
            actions: change.actions.clone(),
            before,
            after,
        };
        objects.push(object);
    }
    let key = |object: &Object<'p>| (Arc::clone(&object.address), object.deposed.clone());
    objects.sort_by(|a, b| (&a.address, &a.deposed).cmp(&(&b.address, &b.deposed)));
    // Of two of one name the last one is what the plan means.
    objects.reverse();
    objects.dedup_by(|a, b| key(a) == key(b));
    objects.reverse();
    hand_over(&mut objects, kinds);
    objects
}

/// What the plan drops under one address and has under another one is one object: it stands under the second.
fn hand_over(objects: &mut [Object<'_>], kinds: &Kinds) {
    let is_forgotten = |object: &Object<'_>| object.actions.operation() == Operation::Forget;
    if !objects.iter().any(is_forgotten) {
        return;
    }
    let mark = |object: &Object<'_>| {
        let id = object.before.and_then(own_id)?;
        Some((std::ptr::from_ref(kinds.of(&object.address.type_).next()?).addr(), id))
    };
    let kept = |object: &&Object<'_>| object.address.mode == Mode::Managed && object.after.is_some();
    let kept: HashSet<(usize, String)> =
        objects.iter().filter(|object| !is_forgotten(object)).filter(kept).filter_map(mark).collect();
    for object in objects.iter_mut().filter(|object| is_forgotten(object)) {
        if mark(object).is_some_and(|mark| kept.contains(&mark)) {
            object.after = None;
        }
    }
}

/// What no other object of a kind has.
fn own_id(values: &Value) -> Option<String> {
    let text = |name: &str| Some(values.get(name)?.as_str().filter(|text| !text.is_empty())?.to_owned());
    text("arn").or_else(|| text("id"))
}
