//! Tracing follows an expression's references through variables, outputs and module calls to the instances its value
//! may come from. "May": plan JSON tells what an expression mentions, not what it does with it.

use std::cell::Cell;
use std::sync::Arc;

use crate::model::{
    Address, Call, ConfigExpr, ConfigResource, Configuration, Key, Mode, Module, ModulePath, ModuleStep,
};

use super::{Instances, Reference, references};

/// Chains of variables and outputs longer than this are not followed.
const MAX_DEPTH: usize = 64;
/// References followed for one expression; configurations that pass everything through everywhere would take for ever.
const MAX_STEPS: usize = 20_000;

/// Where an expression stands.
#[derive(Debug, Clone)]
pub struct Scope<'c> {
    /// Module instance.
    pub module: ModulePath,
    /// Key of the resource or module instance whose block it is in.
    pub key: Option<Key>,
    /// What that block iterates over.
    pub for_each: Option<&'c ConfigExpr>,
    /// How many there are of it.
    pub count: Option<&'c ConfigExpr>,
}

/// An attribute of one of some instances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traced {
    /// The instances; more than one where plan JSON lost the index.
    pub instances: Vec<Arc<Address>>,
    /// First step of the attribute; lost where the reference is cut.
    pub attribute: Option<String>,
    /// The instance was found by joining on `each.key` or `count.index`: both sides iterate the same thing.
    pub joined: bool,
}

/// All that an expression may get its value from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trace {
    /// Attributes of instances.
    pub sources: Vec<Traced>,
    /// What cannot be followed, in words.
    pub opaque: Vec<String>,
}

impl Trace {
    fn blocked(why: impl Into<String>) -> Self {
        Self { sources: Vec::new(), opaque: vec![why.into()] }
    }

    fn add(&mut self, other: Self) {
        for source in other.sources {
            if !self.sources.contains(&source) {
                self.sources.push(source);
            }
        }
        for why in other.opaque {
            if !self.opaque.contains(&why) {
                self.opaque.push(why);
            }
        }
    }
}

/// Follows references in the configuration of one plan.
#[derive(Debug)]
pub struct Tracer<'c> {
    configuration: &'c Configuration,
    instances: &'c Instances,
}

/// The state of one walk.
struct Walk<'c, 't> {
    tracer: &'t Tracer<'c>,
    steps: Cell<usize>,
}

impl<'c> Tracer<'c> {
    /// A tracer over a configuration and the instances it made.
    pub fn new(configuration: &'c Configuration, instances: &'c Instances) -> Self {
        Self { configuration, instances }
    }

    /// The scope of the expressions in the block that made `address`.
    pub fn scope_of(&self, address: &Address) -> Scope<'c> {
        let resource = self.configuration.resource(address);
        Scope {
            module: address.module.clone(),
            key: address.key.clone(),
            for_each: resource.and_then(|resource| resource.for_each.as_ref()),
            count: resource.and_then(|resource| resource.count.as_ref()),
        }
    }

    /// The scope of the root module's outputs.
    pub fn root(&self) -> Scope<'c> {
        Scope { module: ModulePath::default(), key: None, for_each: None, count: None }
    }

    /// All that `expr` may get its value from.
    pub fn trace(&self, expr: &'c ConfigExpr, scope: &Scope<'c>) -> Trace {
        let walk = Walk { tracer: self, steps: Cell::new(0) };
        walk.expression(expr, scope, 0)
    }
}

impl<'c> Walk<'c, '_> {
    fn expression(&self, expr: &'c ConfigExpr, scope: &Scope<'c>, depth: usize) -> Trace {
        let list = references(&expr.references);
        self.steps.set(self.steps.get() + 1 + list.len());
        if depth > MAX_DEPTH || self.steps.get() > MAX_STEPS {
            return Trace::blocked("the chain of variables and outputs is too long to follow");
        }
        let mut trace = Trace::default();
        for (position, reference) in list.iter().enumerate() {
            let join = join_of(&list, position);
            trace.add(self.reference(reference, join, scope, depth + 1));
        }
        trace
    }

    fn reference(&self, reference: &Reference, join: Option<Join>, scope: &Scope<'c>, depth: usize) -> Trace {
        match reference {
            Reference::EachKey | Reference::CountIndex | Reference::Other => Trace::default(),
            Reference::EachValue(attribute) => self.each_value(attribute.as_deref(), scope, depth),
            Reference::Local(name) => Trace::blocked(format!("local.{name}: plan JSON does not have locals")),
            Reference::Variable(name) => self.variable(name, scope, depth),
            Reference::Module { name, key, output } => {
                self.module(name, key.as_ref(), output.as_deref(), join, scope, depth)
            }
            Reference::Resource { mode, type_, name, key, attribute } => {
                let block = Block { mode: *mode, type_, name };
                self.resource(&block, key.as_ref(), attribute.as_deref(), join, scope)
            }
        }
    }

    /// `each.value` is an instance where the block iterates over a resource or a module call itself.
    fn each_value(&self, attribute: Option<&str>, scope: &Scope<'c>, depth: usize) -> Trace {
        match (iterated(scope.for_each), attribute) {
            (Some(Reference::Resource { mode, type_, name, .. }), Some(attribute)) => {
                let block = Block { mode, type_: &type_, name: &name };
                let same_key = self.instances(&block, scope).into_iter().find(|address| address.key == scope.key);
                if let Some(address) = same_key {
                    let source =
                        Traced { instances: vec![address], attribute: Some(attribute.to_owned()), joined: true };
                    return Trace { sources: vec![source], opaque: Vec::new() };
                }
            }
            (Some(Reference::Module { name, .. }), Some(output)) if scope.key.is_some() => {
                return self.module(&name, scope.key.as_ref(), Some(output), None, scope, depth);
            }
            _ => {}
        }
        Trace::blocked("each.value: plan JSON does not have the values that for_each iterates over")
    }

    /// A root variable is known; any other is what the call passes, or its default, which is known too.
    fn variable(&self, name: &str, scope: &Scope<'c>, depth: usize) -> Trace {
        let Some((parent, step)) = scope.module.parent() else { return Trace::default() };
        let Some(call) = self.call(&parent, &step.name) else {
            return Trace::blocked(format!("var.{name}: the plan does not have the call of {}", scope.module));
        };
        let outer = call_scope(call, parent, step);
        match call.expressions.get(name) {
            Some(crate::model::ConfigNode::Expr(expr)) => self.expression(expr, &outer, depth),
            Some(crate::model::ConfigNode::Blocks(_)) => {
                Trace::blocked(format!("var.{name}: its value cannot be read in the plan"))
            }
            None => Trace::default(),
        }
    }

    fn call(&self, parent: &ModulePath, name: &str) -> Option<&'c Call> {
        self.tracer.configuration.module(parent)?.calls.get(name)
    }

    fn module(
        &self,
        name: &str,
        key: Option<&Key>,
        output: Option<&str>,
        join: Option<Join>,
        scope: &Scope<'c>,
        depth: usize,
    ) -> Trace {
        let Some(call) = self.call(&scope.module, name) else {
            return Trace::blocked(format!("module.{name}: the plan does not have this call"));
        };
        let keys = self.tracer.instances.of_call(&scope.module, name);
        let itself = matches!(iterated(scope.for_each), Some(Reference::Module { name: over, .. }) if over == name);
        let (keys, joined) = match key {
            Some(key) => (vec![Some(key.clone())], false),
            None => {
                let other = Iterated { itself, for_each: call.for_each.as_ref(), count: call.count.as_ref() };
                choose(keys, Option::as_ref, join, scope, &other)
            }
        };
        let mut trace = Trace::default();
        for key in keys {
            let inner = Scope { module: scope.module.child(name, key), key: None, for_each: None, count: None };
            trace.add(self.outputs(&call.module, output, &inner, depth));
        }
        for source in &mut trace.sources {
            source.joined |= joined;
        }
        trace
    }

    /// One output, or all of them where the reference was cut before its name.
    fn outputs(&self, module: &'c Module, output: Option<&str>, inner: &Scope<'c>, depth: usize) -> Trace {
        let mut trace = Trace::default();
        let wanted = module.outputs.iter().filter(|(name, _)| output.is_none_or(|output| output == name.as_str()));
        for (_, expr) in wanted {
            trace.add(self.expression(expr, inner, depth));
        }
        trace
    }

    fn instances(&self, block: &Block<'_>, scope: &Scope<'c>) -> Vec<Arc<Address>> {
        self.tracer.instances.of_block(&scope.module, block.mode, block.type_, block.name)
    }

    fn resource(
        &self,
        block: &Block<'_>,
        key: Option<&Key>,
        attribute: Option<&str>,
        join: Option<Join>,
        scope: &Scope<'c>,
    ) -> Trace {
        let all = self.instances(block, scope);
        let (instances, joined) = match key {
            Some(key) => (all.into_iter().filter(|address| address.key.as_ref() == Some(key)).collect(), false),
            None => {
                let made: Option<&ConfigResource> = self
                    .tracer
                    .configuration
                    .module(&scope.module)
                    .and_then(|module| module.resource(block.mode, block.type_, block.name));
                let other = Iterated {
                    itself: matches!(iterated(scope.for_each), Some(Reference::Resource { mode, type_, name, .. })
                        if mode == block.mode && type_ == block.type_ && name == block.name),
                    for_each: made.and_then(|made| made.for_each.as_ref()),
                    count: made.and_then(|made| made.count.as_ref()),
                };
                choose(all, |address| address.key.as_ref(), join, scope, &other)
            }
        };
        if instances.is_empty() {
            return Trace::default();
        }
        let source = Traced { instances, attribute: attribute.map(str::to_owned), joined };
        Trace { sources: vec![source], opaque: Vec::new() }
    }
}

struct Block<'r> {
    mode: Mode,
    type_: &'r str,
    name: &'r str,
}

/// The index that was lost from a reference is this word, as nothing else in the expression could be it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Join {
    EachKey,
    CountIndex,
}

/// A cut reference that stands in an expression with one `each.key` or one `count.index` and nothing more.
fn join_of(list: &[Reference], position: usize) -> Option<Join> {
    let [first, second] = list else { return None };
    match if position == 0 { second } else { first } {
        Reference::EachKey => Some(Join::EachKey),
        Reference::CountIndex => Some(Join::CountIndex),
        _ => None,
    }
}

/// What the block on the other side of a join iterates over.
struct Iterated<'c> {
    /// This side iterates over that block itself: `for_each = aws_lb_target_group.this`.
    itself: bool,
    for_each: Option<&'c ConfigExpr>,
    count: Option<&'c ConfigExpr>,
}

/// The one resource or module call that a `for_each` is, whole.
fn iterated(for_each: Option<&ConfigExpr>) -> Option<Reference> {
    let mut list = references(&for_each?.references);
    let one = list.pop().filter(|_| list.is_empty())?;
    let whole = match &one {
        Reference::Resource { key, attribute, .. } => key.is_none() && attribute.is_none(),
        Reference::Module { key, output, .. } => key.is_none() && output.is_none(),
        _ => false,
    };
    whole.then_some(one)
}

/// Of instances whose index was lost, the one with the same key where both sides iterate the same thing; else all.
fn choose<T>(
    all: Vec<T>,
    key_of: impl Fn(&T) -> Option<&Key>,
    join: Option<Join>,
    scope: &Scope<'_>,
    other: &Iterated<'_>,
) -> (Vec<T>, bool) {
    let same = match join {
        Some(Join::EachKey) => other.itself || iterate_the_same(scope.for_each, other.for_each),
        Some(Join::CountIndex) => iterate_the_same(scope.count, other.count),
        None => false,
    };
    let position = all.iter().position(|instance| key_of(instance) == scope.key.as_ref());
    match position.filter(|_| same && all.len() > 1) {
        Some(position) => (all.into_iter().skip(position).take(1).collect(), true),
        None => (all, false),
    }
}

/// An expression without references or value (a call of a function on literals) says nothing about what it is.
fn iterate_the_same(one: Option<&ConfigExpr>, other: Option<&ConfigExpr>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return false };
    one == other && (one.constant.is_some() || !one.references.is_empty())
}

fn call_scope<'c>(call: &'c Call, parent: ModulePath, step: &ModuleStep) -> Scope<'c> {
    Scope { module: parent, key: step.key.clone(), for_each: call.for_each.as_ref(), count: call.count.as_ref() }
}
