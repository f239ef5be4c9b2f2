//! Tracing follows an expression's references through variables, outputs and module calls to the instances its value
//! may come from. "May": plan JSON tells what an expression mentions, not what it does with it.

use std::cell::Cell;
use std::sync::Arc;

use crate::model::{Address, Call, ConfigExpr, Configuration, Key, Mode, Module, ModulePath};

use super::{Instances, Reference, references};

/// Chains of variables and outputs longer than this are not followed.
const MAX_DEPTH: usize = 64;
/// References followed for one expression; configurations that pass everything through everywhere would take for ever.
const MAX_STEPS: usize = 20_000;

/// Where an expression stands.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Module instance.
    pub module: ModulePath,
}

/// An attribute of one of some instances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traced {
    /// The instances; more than one where plan JSON lost the index.
    pub instances: Vec<Arc<Address>>,
    /// First step of the attribute; lost where the reference is cut.
    pub attribute: Option<String>,
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

    /// All that `expr` may get its value from.
    pub fn trace(&self, expr: &'c ConfigExpr, scope: &Scope) -> Trace {
        let walk = Walk { tracer: self, steps: Cell::new(0) };
        walk.expression(expr, scope, 0)
    }
}

impl<'c> Walk<'c, '_> {
    fn expression(&self, expr: &'c ConfigExpr, scope: &Scope, depth: usize) -> Trace {
        let list = references(&expr.references);
        self.steps.set(self.steps.get() + 1 + list.len());
        if depth > MAX_DEPTH || self.steps.get() > MAX_STEPS {
            return Trace::blocked("the chain of variables and outputs is too long to follow");
        }
        let mut trace = Trace::default();
        for reference in &list {
            trace.add(self.reference(reference, scope, depth + 1));
        }
        trace
    }

    fn reference(&self, reference: &Reference, scope: &Scope, depth: usize) -> Trace {
        match reference {
            Reference::EachKey | Reference::CountIndex | Reference::Other => Trace::default(),
            Reference::EachValue(_) => {
                Trace::blocked("each.value: plan JSON does not have the values that for_each iterates over")
            }
            Reference::Local(name) => Trace::blocked(format!("local.{name}: plan JSON does not have locals")),
            Reference::Variable(name) => self.variable(name, scope, depth),
            Reference::Module { name, key, output } => self.module(name, key.as_ref(), output.as_deref(), scope, depth),
            Reference::Resource { mode, type_, name, key, attribute } => {
                let block = Block { mode: *mode, type_, name };
                self.resource(&block, key.as_ref(), attribute.as_deref(), scope)
            }
        }
    }

    /// A root variable is known; any other is what the call passes, or its default, which is known too.
    fn variable(&self, name: &str, scope: &Scope, depth: usize) -> Trace {
        let Some((parent, step)) = scope.module.parent() else { return Trace::default() };
        let Some(call) = self.call(&parent, &step.name) else {
            return Trace::blocked(format!("var.{name}: the plan does not have the call of {}", scope.module));
        };
        let outer = Scope { module: parent };
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

    fn module(&self, name: &str, key: Option<&Key>, output: Option<&str>, scope: &Scope, depth: usize) -> Trace {
        let Some(call) = self.call(&scope.module, name) else {
            return Trace::blocked(format!("module.{name}: the plan does not have this call"));
        };
        let keys = match key {
            Some(key) => vec![Some(key.clone())],
            None => self.tracer.instances.of_call(&scope.module, name),
        };
        let mut trace = Trace::default();
        for key in keys {
            let inner = Scope { module: scope.module.child(name, key) };
            trace.add(self.outputs(&call.module, output, &inner, depth));
        }
        trace
    }

    /// One output, or all of them where the reference was cut before its name.
    fn outputs(&self, module: &'c Module, output: Option<&str>, inner: &Scope, depth: usize) -> Trace {
        let mut trace = Trace::default();
        let wanted = module.outputs.iter().filter(|(name, _)| output.is_none_or(|output| output == name.as_str()));
        for (_, expr) in wanted {
            trace.add(self.expression(expr, inner, depth));
        }
        trace
    }

    /// The instances that a reference may mean: all of the block where plan JSON lost the index. Nothing is guessed from
    /// `each.key` beside it: `this[each.key == "blue" ? "green" : "blue"]` leaves the same words.
    fn resource(&self, block: &Block<'_>, key: Option<&Key>, attribute: Option<&str>, scope: &Scope) -> Trace {
        let all = self.tracer.instances.of_block(&scope.module, block.mode, block.type_, block.name);
        let meant =
            |address: &Arc<Address>| key.is_none_or(|key| address.key.as_ref().is_some_and(|have| have.is_like(key)));
        let instances: Vec<Arc<Address>> = all.into_iter().filter(meant).collect();
        if instances.is_empty() {
            return Trace::default();
        }
        Trace { sources: vec![Traced { instances, attribute: attribute.map(str::to_owned) }], opaque: Vec::new() }
    }
}

struct Block<'r> {
    mode: Mode,
    type_: &'r str,
    name: &'r str,
}
