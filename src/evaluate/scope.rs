//! What the expressions of a policy can see: its subject, `local`, `input`, and whatever hangs on the subject.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::eval::ast::Expr;
use crate::eval::{EvalError, Scope, evaluate};
use crate::model::{AttributeRef, Handle, Value};
use crate::policy::{Input, Policy, PolicyFile, shared_inputs, vocabulary};

use super::stage::Stage;
use super::subjects::{INPUTS, LOCALS, META, NODE, PLAN, PROVIDER, ROUTE, Subject, handle};
use super::{configured, joins, nodes, plans, resources, routes};

/// Values of `input` blocks that were given from outside, by name.
pub type InputValues = BTreeMap<String, Value>;

/// A value that was computed, or `None` while it is.
type Computed = Option<Result<Value, EvalError>>;

/// The scope of one policy on one subject.
pub(super) struct View<'v, 'p> {
    pub(super) stage: &'v Stage<'p>,
    pub(super) file: &'v PolicyFile,
    pub(super) policy: &'v Policy,
    pub(super) subject: &'v Subject,
    pub(super) inputs: &'v InputValues,
    /// Locals that were asked for, of the policy and of the file, by where their expressions stand in memory; `None` while
    /// one is being computed.
    locals: RefCell<BTreeMap<usize, Computed>>,
    /// A local of the file is being computed: it sees no local of the policy.
    in_file: Cell<bool>,
}

impl<'v, 'p> View<'v, 'p> {
    pub(super) fn new(
        stage: &'v Stage<'p>,
        file: &'v PolicyFile,
        policy: &'v Policy,
        subject: &'v Subject,
        inputs: &'v InputValues,
    ) -> Self {
        Self { stage, file, policy, subject, inputs, locals: RefCell::default(), in_file: Cell::new(false) }
    }

    /// A local is computed once, when it is first asked for.
    fn local(&self, name: &str) -> Option<Result<Value, EvalError>> {
        let named = |(have, _): &&(String, Expr)| have == name;
        let own = self.policy.locals.iter().find(named).filter(|_| !self.in_file.get());
        let (_, expr) = own.or_else(|| self.file.locals.iter().find(named))?;
        let key = std::ptr::from_ref(expr).addr();
        let known = self.locals.borrow().get(&key).cloned();
        if let Some(known) = known {
            let again = || Err(EvalError::new(format!("local.{name} refers to itself"), expr.span));
            return Some(known.unwrap_or_else(again));
        }
        self.locals.borrow_mut().insert(key, None);
        let outer = self.in_file.replace(own.is_none());
        let value = evaluate(expr, self);
        self.in_file.set(outer);
        self.locals.borrow_mut().insert(key, Some(value.clone()));
        Some(value)
    }

    fn input(&self, name: &str) -> Option<Result<Value, EvalError>> {
        let block = self.file.inputs.iter().chain(shared_inputs()).find(|input| input.name == name)?;
        // Null stands for no value where there may be none.
        let given = self.inputs.get(name).filter(|value| block.nullable || **value != Value::Null);
        // It was held against the type when it was read.
        let given =
            given.cloned().map(|value| block.type_.convert(value).map_err(|why| EvalError::new(why, block.span)));
        let none = || block.nullable.then_some(Ok(Value::Null));
        let value = given
            .or_else(|| block.default.as_ref().map(|default| self.input_default(block, default)))
            .or_else(none)
            .unwrap_or_else(|| {
                Err(EvalError::new(format!("input.{name} has no value: give it with --input {name}=…"), block.span))
            });
        Some(value.map(|value| if block.sensitive { value.sensitive() } else { value }))
    }

    fn input_default(&self, block: &Input, default: &Expr) -> Result<Value, EvalError> {
        let value = evaluate(default, self)?;
        block.type_.convert(value).map_err(|message| EvalError::new(message, default.span))
    }

    fn meta(&self, index: usize, name: &str) -> Option<Value> {
        match self.subject {
            Subject::Module(address) => configured::module_meta(self.stage, address, name),
            Subject::Provider(key) => configured::provider_meta(self.stage, key, name),
            subject => resources::meta(self.stage, index, subject, name),
        }
    }

    fn subject_value(&self, name: &str) -> Option<Value> {
        match (self.subject, name) {
            (Subject::Node(id), name) => {
                let kind = self.stage.graph.node(*id)?.kind.word();
                (kind == name).then(|| handle(NODE, *id))
            }
            (Subject::Route(position), "route") => Some(handle(ROUTE, *position)),
            (Subject::Module(_) | Subject::Provider(_), "meta") => Some(handle(META, 0)),
            (Subject::Provider(_), "attrs") => Some(handle(PROVIDER, 0)),
            (Subject::Plan(value, _), "it") => Some(value.clone()),
            (Subject::Plan(..), "plan") => Some(handle(PLAN, 0)),
            (Subject::Resource(index, operation), name) => resources::root(self.stage, *index, *operation, name),
            _ => None,
        }
    }
}

impl Scope for View<'_, '_> {
    fn root(&self, name: &str) -> Option<Result<Value, EvalError>> {
        match name {
            "local" => Some(Ok(handle(LOCALS, 0))),
            "input" => Some(Ok(handle(INPUTS, 0))),
            name => self.subject_value(name).map(Ok),
        }
    }

    fn roots(&self) -> Vec<String> {
        let kinds = crate::policy::KINDS.iter();
        let kind = kinds.into_iter().find(|kind| kind.block == format!("{}_policy", self.policy.subject.word()));
        kind.map(|kind| kind.roots.iter().map(|root| (*root).to_owned()).collect()).unwrap_or_default()
    }

    fn attribute(&self, of: Handle, name: &str) -> Option<Result<Value, EvalError>> {
        let index = of.index as usize;
        match of.class {
            LOCALS => self.local(name),
            INPUTS => self.input(name),
            NODE => nodes::property(self.stage, index, name).map(Ok),
            ROUTE => routes::property(self.stage, index, name).map(Ok),
            META => self.meta(index, name).map(Ok),
            PROVIDER => match self.subject {
                Subject::Provider(key) => Some(Ok(configured::argument(self.stage, key, name))),
                _ => None,
            },
            PLAN => plans::property(self.stage, name).map(Ok),
            _ => None,
        }
    }

    fn whole(&self, of: Handle) -> Option<Value> {
        let names = match of.class {
            META | PROVIDER => self.attributes(of),
            _ => return None,
        };
        let entry = |name: String| Some((Arc::from(name.as_str()), self.attribute(of, &name)?.ok()?));
        Some(Value::object(names.into_iter().filter_map(entry).collect()))
    }

    fn attributes(&self, of: Handle) -> Vec<String> {
        let of_class = |class: &str| vocabulary::properties(class).map(|row| row.name.to_owned()).collect();
        match of.class {
            LOCALS => self.policy.locals.iter().chain(&self.file.locals).map(|(name, _)| name.clone()).collect(),
            INPUTS => self.file.inputs.iter().map(|input| input.name.clone()).collect(),
            NODE => self.stage.graph.node(of.index as usize).map(|node| of_class(node.kind.word())).unwrap_or_default(),
            ROUTE => of_class("route"),
            META => of_class(self.policy.subject.meta()),
            PROVIDER => match self.subject {
                Subject::Provider(key) => configured::arguments(self.stage, key),
                _ => Vec::new(),
            },
            PLAN => of_class("plan"),
            _ => Vec::new(),
        }
    }

    fn definition(&self, root: &str, name: &str) -> Option<&Expr> {
        let mut locals = self.policy.locals.iter().chain(&self.file.locals);
        locals.find(|(have, _)| root == "local" && have == name).map(|(_, expr)| expr)
    }

    fn function(&self, name: &str, arguments: &[Value], _steps: &Cell<u64>) -> Option<Result<Value, EvalError>> {
        let answer = match name {
            "getresources" => joins::resources(self, arguments),
            "getdatasource" => joins::data_source(self, arguments),
            "plantimestamp" => Ok(match &self.stage.input.plan.timestamp {
                Some(time) => Value::string(time),
                None => Value::unknown_because("plantimestamp(): the plan does not tell when it was made"),
            }),
            _ => return None,
        };
        // The evaluator says where.
        Some(answer.map_err(|message| EvalError::new(message, self.policy.span)))
    }

    fn never_null(&self, attribute: &AttributeRef) -> bool {
        self.stage.graph.never_null(attribute)
    }

    fn never_is(&self, attribute: &AttributeRef, text: &str) -> bool {
        self.stage.graph.never_is(attribute, text)
    }

    fn same(&self, a: &AttributeRef, b: &AttributeRef) -> Option<bool> {
        self.stage.graph.same(a, b)
    }
}
