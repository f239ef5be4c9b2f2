//! The configuration, evaluated: what a local, a variable, an output or an attribute of a resource is, in one module
//! instance. Everything is lazy and remembered, so that only what leads to an answer is ever computed, and once.
//!
//! The plan tells which instances of a resource there are and what is known of them; the configuration tells what leads
//! to what.

mod named;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use crate::eval::ast::Expr;
use crate::eval::{self, EvalError};
use crate::hash::{HashMap, with_room};
use crate::model::{Address, AttributeRef, Body, Key, Mode, ModulePath, Origin, Path, Plan, Step, Value};
use crate::modules::{Block, Module, Tree, Written};
use crate::source::Place;

use super::blocks::{self, Found, Lost};
use super::chain::{self, Chain};
use super::scope::{Each, View};
use super::verify::{Difference, Distrust, Planned};
use super::{Instances, Pattern};

/// Chains of locals, variables and outputs deeper than this are not followed.
const MAX_DEPTH: usize = 120;
/// Steps that all evaluations of a configuration take together, and how many each instance of the plan adds: a bound for
/// what somebody writes to keep others waiting, far above what the largest plans take.
const MAX_STEPS: u64 = 15_000_000;
const STEPS_OF_INSTANCE: u64 = 5_000;
const TOO_MANY_STEPS: &str = "the configuration takes too many steps to evaluate";
/// Attributes that are passed through attributes are followed this far.
const MAX_FOLLOWED: usize = 32;
/// Computed attributes that repeat an attribute of the same instance: type, output, input.
const PASSED_THROUGH: &[(&str, &str, &str)] = &[("terraform_data", "output", "input")];
/// Data sources that find an object by its ARN, which is also their `id`.
pub(super) const FOUND_BY_ARN: &[&str] =
    &["aws_lb", "aws_alb", "aws_lb_listener", "aws_alb_listener", "aws_lb_target_group", "aws_alb_target_group"];

/// Position of a module instance.
pub(super) type ModuleId = usize;

/// The configuration of a plan, evaluated as far as somebody asks.
pub struct Hcl<'p> {
    pub(super) tree: &'p Tree,
    pub(super) plan: &'p Plan,
    instances: Arc<Instances>,
    /// Values after the apply of every instance that then stands. Looked up, never walked.
    values: HashMap<Arc<Address>, &'p Body>,
    modules: RefCell<Vec<Arc<ModuleInstance<'p>>>>,
    by_path: RefCell<HashMap<ModulePath, ModuleId>>,
    /// Where instances come from, by what was asked before. Looked up, never walked.
    blocks: RefCell<HashMap<Address, Option<(ModuleId, &'p Block)>>>,
    /// Chains from an expression to a block: the same for every instance of a module.
    chains: RefCell<HashMap<(usize, String), Chain>>,
    /// Locals that are the same in every instance of their module, by their expression; `None` for those that are not.
    shared: RefCell<HashMap<usize, Option<Value>>>,
    depth: Cell<usize>,
    steps: Cell<u64>,
    /// Blocks whose instances are not known; `None` where those of no block are.
    open: Option<BTreeSet<String>>,
}

/// An instance of a module and what is known of it so far.
pub(super) struct ModuleInstance<'p> {
    pub(super) path: ModulePath,
    pub(super) names: Vec<String>,
    pub(super) module: &'p Module,
    /// The module it is called from, the call, and the key of this instance.
    pub(super) call: Option<(ModuleId, &'p Block, Option<Key>)>,
    /// Behind a lock only so that a configuration may go from thread to thread; nobody waits for it.
    known: Mutex<BTreeMap<Name, Option<Value>>>,
}

/// What is remembered of a module instance.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    Local(String),
    Variable(String),
    Output(String),
    /// What a resource block or a module call iterates over.
    Iteration(String),
    /// The instances of a resource, as one value.
    Resource(Mode, String, String),
    Call(String),
}

impl<'p> Hcl<'p> {
    /// The configuration `tree` of `plan`.
    pub fn new(tree: &'p Tree, plan: &'p Plan, instances: Arc<Instances>) -> Self {
        let hcl = Self {
            tree,
            plan,
            instances,
            values: values(plan),
            modules: RefCell::default(),
            by_path: RefCell::default(),
            blocks: RefCell::default(),
            chains: RefCell::default(),
            shared: RefCell::default(),
            depth: Cell::new(0),
            steps: Cell::new(0),
            open: Some(BTreeSet::new()),
        };
        if let Some(root) = tree.modules.get(&Vec::new() as &Vec<String>) {
            hcl.add(ModuleInstance {
                path: ModulePath::default(),
                names: Vec::new(),
                module: root,
                call: None,
                known: Mutex::default(),
            });
        }
        hcl
    }

    /// The same, where nothing tells yet which instances there are.
    #[must_use]
    pub(super) fn without_instances(self) -> Self {
        Self { open: None, ..self }
    }

    /// The same, where the instances of these blocks are not known.
    #[must_use]
    pub(super) fn with_open(self, open: BTreeSet<String>) -> Self {
        Self { open: Some(open), ..self }
    }

    fn add(&self, instance: ModuleInstance<'p>) -> ModuleId {
        let mut modules = self.modules.borrow_mut();
        self.by_path.borrow_mut().insert(instance.path.clone(), modules.len());
        modules.push(Arc::new(instance));
        modules.len() - 1
    }

    pub(super) fn instance(&self, id: ModuleId) -> Option<Arc<ModuleInstance<'p>>> {
        self.modules.borrow().get(id).cloned()
    }

    /// The module instance at a path; `None` where the configuration does not have the module.
    pub(super) fn module(&self, path: &ModulePath) -> Option<ModuleId> {
        let known = self.by_path.borrow().get(path).copied();
        if known.is_some() {
            return known;
        }
        let (parent, step) = path.parent()?;
        let parent = self.module(&parent)?;
        self.child(parent, &step.name, step.key.as_ref())
    }

    /// The instance `key` of the call `name` in a module instance.
    pub(super) fn child(&self, parent: ModuleId, name: &str, key: Option<&Key>) -> Option<ModuleId> {
        let outer = self.instance(parent)?;
        let path = outer.path.child(name, key.cloned());
        if let Some(known) = self.by_path.borrow().get(&path) {
            return Some(*known);
        }
        let call = outer.module.calls.get(name)?;
        let mut names = outer.names.clone();
        names.push(name.to_owned());
        let module = self.tree.modules.get(&names)?;
        let call = Some((parent, call, key.cloned()));
        Some(self.add(ModuleInstance { path, names, module, call, known: Mutex::default() }))
    }

    /// The block that made an instance.
    pub fn block(&self, address: &Address) -> Option<&'p Block> {
        self.made_by(address).map(|(_, block)| block)
    }

    /// The block of an instance sets an attribute, or has a nested block of that name, be it a dynamic one; `None` where
    /// the configuration does not have the block.
    pub fn sets(&self, address: &Address, name: &str) -> Option<bool> {
        let block = self.block(address)?;
        let nested = block.blocks.iter().any(|nested| blocks::makes(nested, name));
        Some(nested || block.attributes.contains_key(name))
    }

    /// The block that made an instance, and the module instance it stands in.
    pub(super) fn made_by(&self, address: &Address) -> Option<(ModuleId, &'p Block)> {
        if let Some(known) = self.blocks.borrow().get(address) {
            return *known;
        }
        let found = self.module(&address.module).and_then(|id| {
            let key = (address.mode, address.type_.to_string(), address.name.to_string());
            Some((id, self.instance(id)?.module.resources.get(&key)?))
        });
        let mut blocks = self.blocks.borrow_mut();
        if blocks.is_empty() {
            blocks.reserve(self.plan.changes.len());
        }
        blocks.insert(address.clone(), found);
        found
    }

    /// What the expressions of a resource's block can see.
    pub(super) fn view(&self, address: &Address) -> Option<View<'_, 'p>> {
        let (module, block) = self.made_by(address)?;
        let each = self.each(module, &format!("{}.{}", address.type_, address.name), block, address.key.as_ref());
        Some(View::new(self, module, each))
    }

    /// What `each` and `count` are for one instance of a block.
    pub(super) fn each(&self, module: ModuleId, name: &str, block: &Block, key: Option<&Key>) -> Each {
        match key {
            None => Each::None,
            Some(Key::Index(index)) => Each::Count(*index),
            Some(Key::Name(key)) => {
                Each::Key { key: Arc::clone(key), value: self.each_value(module, name, block, key) }
            }
        }
    }

    fn each_value(&self, module: ModuleId, name: &str, block: &Block, key: &Arc<str>) -> Value {
        let over = self.iteration(module, name, block);
        match over.unmask().0 {
            Value::Object(entries) => entries.get(key).cloned(),
            // Only a set can be iterated over besides a map: its elements are their own keys.
            Value::Seq(..) => Some(Value::String(Arc::clone(key))),
            Value::Unknown(_) => Some(over.clone()),
            _ => None,
        }
        .unwrap_or_else(|| Value::unknown_because(format!("for_each of {name} has no {key:?}")))
    }

    /// What a block iterates over: its `for_each`, or its `count`.
    pub(super) fn iteration(&self, module: ModuleId, name: &str, block: &Block) -> Value {
        self.remember(module, Name::Iteration(name.to_owned()), || {
            let written = block.attributes.get("for_each").or_else(|| block.attributes.get("count"));
            written.map_or(Value::Null, |written| self.value(written, &View::new(self, module, Each::None)))
        })
    }

    /// The value of an expression. What cannot be evaluated is unknown, and says why: a plan was made from this
    /// configuration, so the fault is not the configuration's.
    pub(super) fn value(&self, written: &Written, view: &View<'_, '_>) -> Value {
        self.try_value(written, view).unwrap_or_else(|error| {
            let place = written.source.location(error.span);
            Value::unknown_because(format!("{} ({}:{})", error.message, place.path, place.line))
        })
    }

    fn try_value(&self, written: &Written, view: &View<'_, '_>) -> Result<Value, EvalError> {
        if self.depth.get() >= MAX_DEPTH {
            return Ok(Value::unknown_because("the chain of locals, variables and outputs is too deep to follow"));
        }
        if self.charge(0).is_err() {
            return Ok(Value::unknown_because(TOO_MANY_STEPS));
        }
        self.depth.set(self.depth.get() + 1);
        let steps = Cell::new(0);
        let value = eval::evaluate_on(&written.expr, view, &steps);
        self.steps.set(self.steps.get() + steps.get());
        self.depth.set(self.depth.get() - 1);
        value
    }

    /// Takes `steps` off what the evaluations of a configuration may take together.
    pub(super) fn charge(&self, steps: usize) -> Result<(), String> {
        self.steps.set(self.steps.get() + steps as u64);
        let most = MAX_STEPS + STEPS_OF_INSTANCE * self.values.len() as u64;
        if self.steps.get() > most { Err(TOO_MANY_STEPS.to_owned()) } else { Ok(()) }
    }

    /// Computes once. What asks for itself is unknown: Terraform refuses such a configuration.
    fn remember(&self, module: ModuleId, name: Name, compute: impl FnOnce() -> Value) -> Value {
        let Some(instance) = self.instance(module) else { return Value::unknown_because("the module is not at hand") };
        let table = || instance.known.lock().unwrap_or_else(PoisonError::into_inner);
        let known = table().get(&name).cloned();
        if let Some(known) = known {
            return known.unwrap_or_else(|| Value::unknown_because("it refers to itself"));
        }
        table().insert(name.clone(), None);
        let value = compute();
        table().insert(name, Some(value.clone()));
        value
    }

    /// Follows an unknown to where it comes from in the end: an attribute that its own block sets is that expression, and
    /// `terraform_data.output` is its `input`.
    pub fn followed(&self, value: Value) -> Value {
        let mut value = value;
        for _ in 0..MAX_FOLLOWED {
            let Some(Origin::Verbatim(attribute)) = value.as_unknown().map(|unknown| unknown.origin.clone()) else {
                return value;
            };
            match self.written_as(&attribute) {
                Some(next) if next != value => value = next,
                _ => return value,
            }
        }
        value
    }

    fn written_as(&self, attribute: &AttributeRef) -> Option<Value> {
        let address = &attribute.instance;
        let block = self.block(address).filter(|_| address.mode == Mode::Managed)?;
        let mut steps = attribute.path.steps.clone();
        if let Some(Step::Name(name)) = steps.first_mut() {
            let same = PASSED_THROUGH.iter().find(|(type_, output, _)| *type_ == &*address.type_ && *output == &**name);
            if let Some((_, _, input)) = same {
                *name = Arc::from(*input);
            }
        }
        blocks::written_at(block, &self.view(address)?, &steps)
    }

    /// What the configuration has of an instance at the places of a pattern, for the leaves of `group`; `None` where it
    /// does not have the block, or does not explain what the plan has of it.
    pub fn found(
        &self,
        address: &Address,
        pattern: &Pattern,
        after: &Value,
        group: &Path,
        sibling: Option<&str>,
    ) -> Option<Result<Vec<Found>, String>> {
        let (block, view) = (self.block(address)?, self.view(address)?);
        match pattern.found(block, &view, after, group, sibling) {
            Ok(found) => Some(Ok(found)),
            Err(Lost::Because(why)) => Some(Err(why)),
            Err(Lost::Unexplained) => None,
        }
    }

    /// Where the attribute at `path` of an instance is written, or the block around it.
    pub fn locate(&self, address: &Address, path: &Path) -> Option<Place> {
        self.block(address).map(|block| blocks::locate(block, &path.steps))
    }

    /// The names between an expression in the block of `from` and the instance `goal`.
    pub fn chain(&self, from: &Address, expr: &Arc<Expr>, goal: &Address) -> Chain {
        let key = (Arc::as_ptr(expr).addr(), goal.block());
        if let Some(known) = self.chains.borrow().get(&key) {
            return known.clone();
        }
        let path: Vec<String> = from.module.0.iter().map(|step| step.name.to_string()).collect();
        let block = self.block(from);
        let chain = block.map(|block| chain::chain(self.tree, &path, block, expr, goal)).unwrap_or_default();
        self.chains.borrow_mut().insert(key, chain.clone());
        chain
    }

    /// Holds the sources against what the plan has of every managed instance that `wanted` is true for.
    /// What a plan leaves out stays as it was, whatever the sources say by now.
    pub fn differences(&self, wanted: impl Fn(&Address) -> bool) -> (Vec<Difference>, Distrust) {
        let current =
            self.plan.changes.iter().filter(|change| change.deposed.is_none() && change.actions.leaves_object());
        let managed = current.filter(|change| change.address.mode == Mode::Managed && wanted(&change.address));
        self.verify(managed.map(|change| Planned {
            address: &change.address,
            before: change.before.value(),
            after: change.after.value(),
        }))
    }

    /// The instances of a block that the plan has.
    pub(super) fn planned(&self, module: &ModulePath, mode: Mode, type_: &str, name: &str) -> BTreeSet<Option<Key>> {
        self.instances.of_block(module, mode, type_, name).iter().map(|address| address.key.clone()).collect()
    }
}

/// A block in a module instance, as one text.
pub(super) fn block_name(module: &ModulePath, mode: Mode, type_: &str, name: &str) -> String {
    Address { module: module.clone(), mode, type_: type_.into(), name: name.into(), key: None }.to_string()
}

/// What stands after the apply: planned values, and the state's where the plan leaves an instance out.
fn values(plan: &Plan) -> HashMap<Arc<Address>, &Body> {
    let prior = plan.prior.iter().filter(|object| object.deposed.is_none());
    let mut values: HashMap<Arc<Address>, &Body> = with_room(plan.prior.len() + plan.changes.len());
    values.extend(prior.map(|object| (Arc::clone(&object.address), &object.values)));
    for change in plan.changes.iter().filter(|change| change.deposed.is_none()) {
        if change.actions.leaves_object() {
            values.insert(Arc::clone(&change.address), &change.after);
        } else {
            values.remove(&change.address);
        }
    }
    values
}
