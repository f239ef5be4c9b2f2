//! What the expressions of a test file can see: `local`, `input`, and the mocks of their scenario by type and name, as in
//! Terraform. `unknown` is a value that is known only after the apply.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::eval::ast::{Expr, ExprKind};
use crate::eval::{EvalError, Scope, evaluate};
use crate::evaluate::InputValues;
use crate::model::{Address, AttributeRef, Handle, Path, Value};
use crate::source::Span;

use super::file::{Mock, MockKind, Scenario};

const LOCALS: u16 = 1;
const INPUTS: u16 = 2;
const DATA: u16 = 3;
const TYPE: u16 = 4;
const DATA_TYPE: u16 = 5;
const MOCK: u16 = 6;
const PRIOR: u16 = 7;

/// Which values of a mock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    /// Before the apply.
    Before,
    /// After it.
    After,
}

/// What the plan does to a mock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fate {
    pub(super) address: Arc<Address>,
    pub(super) deposed: Option<Arc<str>>,
    /// The actions, as plan JSON has them.
    pub(super) actions: &'static [&'static str],
}

impl Fate {
    fn makes_new(&self) -> bool {
        self.actions.contains(&"create")
    }
}

/// A scenario while its expressions are computed.
pub(super) struct Bench<'t> {
    pub(super) scenario: &'t Scenario,
    /// Locals of the file, where the scenario is not the file itself.
    pub(super) outer: &'t [(String, Expr)],
    pub(super) inputs: &'t InputValues,
    pub(super) fates: Vec<Fate>,
    types: Vec<(MockKind, &'t str)>,
    /// Attributes that another mock refers to and that are not set: known after the apply.
    wanted: RefCell<BTreeSet<(usize, String)>>,
    open: RefCell<BTreeSet<(usize, Side, String)>>,
}

impl<'t> Bench<'t> {
    pub(super) fn new(
        scenario: &'t Scenario,
        outer: &'t [(String, Expr)],
        inputs: &'t InputValues,
        fates: Vec<Fate>,
    ) -> Self {
        let types: BTreeSet<(MockKind, &str)> =
            scenario.mocks.iter().map(|mock| (mock.kind, mock.type_.as_str())).collect();
        Self {
            scenario,
            outer,
            inputs,
            fates,
            types: types.into_iter().collect(),
            wanted: RefCell::default(),
            open: RefCell::default(),
        }
    }

    /// The view of one side.
    pub(super) fn view(&self, side: Side) -> View<'_, 't> {
        View { bench: self, side, locals: RefCell::default() }
    }

    /// The attributes of a mock that others refer to and that it does not set.
    pub(super) fn wanted(&self, mock: usize) -> Vec<String> {
        let wanted = self.wanted.borrow();
        wanted.iter().filter(|(index, _)| *index == mock).map(|(_, name)| name.clone()).collect()
    }

    pub(super) fn position(&self, kind: MockKind, type_: &str, label: &str) -> Option<usize> {
        let named = |mock: &Mock| mock.kind == kind && mock.type_ == type_ && mock.label == label;
        let is_current = |index: usize| self.fates.get(index).is_some_and(|fate| fate.deposed.is_none());
        let mocks = self.scenario.mocks.iter().enumerate();
        let mut found = mocks.filter(|(_, mock)| named(mock)).map(|(index, _)| index);
        let all: Vec<usize> = found.by_ref().collect();
        all.iter().copied().find(|index| is_current(*index)).or_else(|| all.first().copied())
    }

    fn labels(&self, kind: MockKind, type_: &str) -> Vec<String> {
        let mocks = self.scenario.mocks.iter().filter(|mock| mock.kind == kind && mock.type_ == type_);
        mocks.map(|mock| mock.label.clone()).collect()
    }

    /// Attribute `name` of a mock on a side.
    pub(super) fn attribute(&self, index: usize, side: Side, name: &str) -> Option<Result<Value, EvalError>> {
        let (mock, fate) = self.scenario.mocks.get(index).zip(self.fates.get(index))?;
        let key = (index, side, name.to_owned());
        if !self.open.borrow_mut().insert(key.clone()) {
            let message = format!("{}.{name} refers to itself", fate.address);
            return Some(Err(EvalError::new(message, mock.span)));
        }
        let value = self.attribute_of(index, mock, fate, side, name);
        self.open.borrow_mut().remove(&key);
        Some(value)
    }

    fn attribute_of(&self, index: usize, mock: &Mock, fate: &Fate, side: Side, name: &str) -> Result<Value, EvalError> {
        let is_new = fate.makes_new();
        let (first, second) = match side {
            // What an update does not name it keeps.
            Side::After => ((&mock.attrs, Side::After), Some((&mock.prior_attrs, Side::Before)).filter(|_| !is_new)),
            Side::Before => ((&mock.prior_attrs, Side::Before), Some((&mock.attrs, Side::After)).filter(|_| !is_new)),
        };
        for (expr, side) in [Some(first), second].into_iter().flatten() {
            let Some(expr) = expr else { continue };
            if let Some(value) = self.entry(expr, name, side)? {
                return Ok(value);
            }
        }
        let address = &fate.address;
        if side == Side::Before && mock.kind == MockKind::Resource {
            let message = if mock.prior_attrs.is_none() && is_new {
                format!("{address} is not there before the apply, so nothing can refer to it then")
            } else {
                format!("{address} is there before the apply, so its `{name}` is known: set it")
            };
            return Err(EvalError::new(message, mock.span));
        }
        self.wanted.borrow_mut().insert((index, name.to_owned()));
        Ok(Value::unknown_attribute(AttributeRef {
            instance: Arc::clone(address),
            deposed: fate.deposed.clone(),
            path: Path::attribute(name),
        }))
    }

    /// One entry of an object, computed without the others where it is written down: mocks may refer to each other in a
    /// ring.
    fn entry(&self, expr: &Expr, name: &str, side: Side) -> Result<Option<Value>, EvalError> {
        let view = self.view(side);
        if let ExprKind::Object(entries) = &expr.kind
            && entries.iter().all(|(key, _)| key.as_literal_string().is_some())
        {
            let written = entries.iter().rev().find(|(key, _)| key.as_literal_string() == Some(name));
            return written.map(|(_, value)| evaluate(value, &view)).transpose();
        }
        Ok(evaluate(expr, &view)?.get(name))
    }
}

/// The scope of the expressions that describe one side.
pub(super) struct View<'b, 't> {
    bench: &'b Bench<'t>,
    side: Side,
    locals: RefCell<BTreeMap<String, Option<Result<Value, EvalError>>>>,
}

fn handle(class: u16, index: usize) -> Value {
    Value::Subject(Handle { class, index: u32::try_from(index).unwrap_or(u32::MAX) })
}

impl View<'_, '_> {
    fn local(&self, name: &str) -> Option<Result<Value, EvalError>> {
        let (_, expr) = self.bench.scenario.locals.iter().chain(self.bench.outer).find(|(have, _)| have == name)?;
        let known = self.locals.borrow().get(name).cloned();
        if let Some(known) = known {
            let again = || Err(EvalError::new(format!("local.{name} refers to itself"), expr.span));
            return Some(known.unwrap_or_else(again));
        }
        self.locals.borrow_mut().insert(name.to_owned(), None);
        let value = evaluate(expr, self);
        self.locals.borrow_mut().insert(name.to_owned(), Some(value.clone()));
        Some(value)
    }

    fn type_(&self, kind: MockKind, name: &str) -> Option<Value> {
        let index = self.bench.types.iter().position(|(have, type_)| *have == kind && *type_ == name)?;
        Some(handle(if kind == MockKind::Data { DATA_TYPE } else { TYPE }, index))
    }

    fn types(&self, kind: MockKind) -> impl Iterator<Item = String> {
        self.bench.types.iter().filter(move |(have, _)| *have == kind).map(|(_, type_)| (*type_).to_owned())
    }

    fn mock(&self, index: usize, name: &str, side: Side) -> Option<Result<Value, EvalError>> {
        match name {
            "attrs" => Some(Ok(handle(MOCK, index))),
            "prior_attrs" => Some(Ok(handle(PRIOR, index))),
            name => self.bench.attribute(index, side, name),
        }
    }
}

impl Scope for View<'_, '_> {
    fn root(&self, name: &str) -> Option<Result<Value, EvalError>> {
        Some(Ok(match name {
            "local" => handle(LOCALS, 0),
            "input" => handle(INPUTS, 0),
            "data" => handle(DATA, 0),
            "unknown" => Value::unknown_because("known after apply"),
            name => self.type_(MockKind::Resource, name)?,
        }))
    }

    fn roots(&self) -> Vec<String> {
        let own = ["local", "input", "data", "unknown"].map(str::to_owned).into_iter();
        own.chain(self.types(MockKind::Resource)).collect()
    }

    fn attribute(&self, of: Handle, name: &str) -> Option<Result<Value, EvalError>> {
        let index = of.index as usize;
        match of.class {
            LOCALS => self.local(name),
            INPUTS => self.bench.inputs.get(name).cloned().map(Ok),
            DATA => self.type_(MockKind::Data, name).map(Ok),
            TYPE | DATA_TYPE => {
                let (kind, type_) = self.bench.types.get(index)?;
                self.bench.position(*kind, type_, name).map(|index| Ok(handle(MOCK, index)))
            }
            MOCK => self.mock(index, name, self.side),
            PRIOR => self.mock(index, name, Side::Before),
            _ => None,
        }
    }

    fn attributes(&self, of: Handle) -> Vec<String> {
        match of.class {
            LOCALS => self.bench.scenario.locals.iter().chain(self.bench.outer).map(|(name, _)| name.clone()).collect(),
            INPUTS => self.bench.inputs.keys().cloned().collect(),
            DATA => self.types(MockKind::Data).collect(),
            TYPE | DATA_TYPE => {
                let of_type = self.bench.types.get(of.index as usize);
                of_type.map(|(kind, type_)| self.bench.labels(*kind, type_)).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }
}

/// The mocks that an expression mentions, through locals too.
pub(super) fn mentioned(bench: &Bench<'_>, expr: &Expr) -> BTreeSet<usize> {
    let mut walk = Mentioned { bench, locals: BTreeSet::new(), mocks: BTreeSet::new() };
    walk.visit(expr);
    walk.mocks
}

struct Mentioned<'b, 't> {
    bench: &'b Bench<'t>,
    locals: BTreeSet<String>,
    mocks: BTreeSet<usize>,
}

impl Mentioned<'_, '_> {
    fn visit(&mut self, expr: &Expr) {
        if let ExprKind::Traversal { base, steps } = &expr.kind
            && let Some(root) = base.as_variable()
            && let Some(crate::eval::ast::StepKind::Attribute(name)) = steps.first().map(|step| &step.kind)
        {
            let locals = self.bench.scenario.locals.iter().chain(self.bench.outer);
            let local = locals.into_iter().find(|(have, _)| root == "local" && **have == **name);
            match local {
                Some((have, value)) if self.locals.insert(have.clone()) => self.visit(value),
                Some(_) => {}
                None => self.mocks.extend(self.bench.position(MockKind::Resource, root, name)),
            }
        }
        expr.each_child(&mut |child| self.visit(child));
    }
}

/// An error at the place of a mock, where its own has none.
pub(super) fn at(span: Span, message: impl Into<String>) -> EvalError {
    EvalError::new(message, span)
}
