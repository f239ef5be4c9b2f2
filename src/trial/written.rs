//! The block that a mock would be *written* as: what of it is a literal, and what it refers to. It is the `configuration` of
//! the plan that mocks make: what an apply does after what, what a block sets, and which ARN is typed in stand there.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use crate::eval::ast::{Expr, ExprKind, Step, StepKind};
use crate::eval::{EvalError, evaluate};
use crate::model::ModulePath;

use super::file::{Mock, MockKind};
use super::plan::parts;
use super::scope::{Bench, Fate, Side};

/// A block as plan JSON has it.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) expressions: Json,
    pub(super) depends_on: Vec<String>,
}

/// The block of a mock. One that is destroyed stands in the configuration no more, or says nothing of it.
pub(super) fn block(bench: &Bench<'_>, mock: &Mock, fate: &Fate) -> Result<Block, EvalError> {
    let writer = Writer { bench, module: &fate.address.module };
    let attrs = mock.attrs.as_ref().or(mock.prior_attrs.as_ref());
    let goes = !fate.actions.contains(&"create") && fate.actions.iter().any(|it| matches!(*it, "delete" | "forget"));
    let expressions = match attrs.filter(|_| !goes).map(|attrs| writer.inlined(attrs)) {
        Some(Expr { kind: ExprKind::Object(entries), .. }) => writer.entries(entries)?,
        _ => json!({}),
    };
    let depends_on = mock.meta.iter().filter(|(name, _)| name == "depends_on");
    let depends_on = depends_on.flat_map(|(_, expr)| writer.references(expr).names).collect();
    Ok(Block { expressions, depends_on })
}

/// What a root output is written as.
pub(super) fn output(bench: &Bench<'_>, expr: &Expr) -> Result<Json, EvalError> {
    let writer = Writer { bench, module: &ModulePath::default() };
    Ok(writer.expression(expr)?.unwrap_or_else(|| json!({})))
}

struct Writer<'b, 't> {
    bench: &'b Bench<'t>,
    module: &'b ModulePath,
}

/// What an expression refers to, longest first, and whether there is more that plan JSON cannot say.
#[derive(Default)]
struct References {
    names: Vec<String>,
    locals: BTreeSet<String>,
    /// It leads out of the module, or to a value of which nothing is known.
    lost: bool,
}

impl<'b> Writer<'b, '_> {
    fn entries(&self, entries: &'b [(Expr, Expr)]) -> Result<Json, EvalError> {
        let mut block = Map::new();
        for (key, value) in entries {
            if let (Some(name), Some(node)) = (key.as_literal_string(), self.node(value)?) {
                block.insert(name.to_owned(), node);
            }
        }
        Ok(Json::Object(block))
    }

    /// A list of objects is what blocks are written as in a mock; all else is an attribute.
    fn node(&self, expr: &'b Expr) -> Result<Option<Json>, EvalError> {
        if let ExprKind::Tuple(items) = &self.inlined(expr).kind {
            let blocks: Vec<&[(Expr, Expr)]> = items
                .iter()
                .filter_map(|item| match &self.inlined(item).kind {
                    ExprKind::Object(entries) => Some(entries.as_slice()),
                    _ => None,
                })
                .collect();
            if !blocks.is_empty() && blocks.len() == items.len() {
                let blocks: Result<Vec<Json>, EvalError> = blocks.into_iter().map(|it| self.entries(it)).collect();
                return Ok(Some(Json::Array(blocks?)));
            }
        }
        self.expression(expr)
    }

    /// Nothing is written for a null: it is as if the attribute did not stand there.
    fn expression(&self, expr: &'b Expr) -> Result<Option<Json>, EvalError> {
        let found = self.references(expr);
        if !found.names.is_empty() {
            return Ok(Some(json!({ "references": found.names })));
        }
        if found.lost {
            return Ok(Some(json!({})));
        }
        let value = evaluate(expr, &self.bench.view(Side::After))?;
        let (constant, ..) = parts(Some(&value));
        let hidden = value.has_mask() || value.first_unknown().is_some();
        Ok(match (hidden, constant) {
            (true, _) => Some(json!({})),
            (false, Json::Null) => None,
            (false, constant) => Some(json!({ "constant_value": constant })),
        })
    }

    /// A local stands for what it holds.
    fn inlined(&self, expr: &'b Expr) -> &'b Expr {
        let mut expr = expr;
        // As many steps as there are locals: one that refers to itself is an error elsewhere.
        for _ in 0..=self.bench.scenario.locals.len() + self.bench.outer.len() {
            match self.local(expr) {
                Some((_, value)) => expr = value,
                None => break,
            }
        }
        expr
    }

    fn local(&self, expr: &Expr) -> Option<(&'b str, &'b Expr)> {
        let ExprKind::Traversal { base, steps } = &expr.kind else { return None };
        let [Step { kind: StepKind::Attribute(name), .. }] = steps.as_slice() else { return None };
        self.local_named(name).filter(|_| base.as_variable() == Some("local"))
    }

    fn local_named(&self, name: &str) -> Option<(&'b str, &'b Expr)> {
        let locals = self.bench.scenario.locals.iter().chain(self.bench.outer);
        locals.into_iter().find(|(have, _)| have == name).map(|(name, value)| (name.as_str(), value))
    }

    fn references(&self, expr: &Expr) -> References {
        let mut found = References::default();
        self.visit(expr, &mut found);
        found
    }

    fn visit(&self, expr: &Expr, found: &mut References) {
        match &expr.kind {
            ExprKind::Variable(name) if **name == *"unknown" => found.lost = true,
            ExprKind::Traversal { base, steps } => self.traversal(base.as_variable(), steps, found),
            _ => {}
        }
        expr.each_child(&mut |child| self.visit(child, found));
    }

    fn traversal(&self, root: Option<&str>, steps: &[Step], found: &mut References) {
        let names: Vec<&str> = steps
            .iter()
            .map_while(|step| match &step.kind {
                StepKind::Attribute(name) => Some(&**name),
                _ => None,
            })
            .collect();
        let (kind, type_, name, rest) = match (root, names.as_slice()) {
            (Some("local"), [name, ..]) => {
                if let Some((name, value)) = self.local_named(name)
                    && found.locals.insert(name.to_owned())
                {
                    self.visit(value, found);
                }
                return;
            }
            (Some("data"), [type_, name, rest @ ..]) => (MockKind::Data, *type_, *name, rest),
            (Some(type_), [name, rest @ ..]) => (MockKind::Resource, type_, *name, rest),
            _ => return,
        };
        let Some(index) = self.bench.position(kind, type_, name) else { return };
        if self.bench.fates.get(index).is_none_or(|fate| fate.address.module != *self.module) {
            found.lost = true;
            return;
        }
        let whole = if kind == MockKind::Data { format!("data.{type_}.{name}") } else { format!("{type_}.{name}") };
        let attribute = rest.first().filter(|name| !matches!(**name, "attrs" | "prior_attrs"));
        found.names.extend(attribute.map(|attribute| format!("{whole}.{attribute}")));
        found.names.push(whole);
    }
}
