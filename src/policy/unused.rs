//! *Remarks* on a policy file: what is no mistake, and hardly meant so. A local or an input that nothing asks for; a join
//! that leaves out what the plan does not touch.

use std::collections::BTreeSet;

use crate::eval::ast::{Expr, ExprKind, StepKind};
use crate::source::Span;

use super::{Policy, PolicyError, PolicyFile, PolicyOperation, check};

/// Everything that a person may want to look at, in the order of the text.
pub fn remarks(file: &PolicyFile) -> Vec<PolicyError> {
    let remark = |span: Span, message: String, help: &str| PolicyError {
        source: file.source.clone(),
        span,
        message,
        label: String::new(),
        help: help.to_owned(),
    };
    let mut found = file.warnings.clone();
    let mut asked = Asked::default();
    for policy in &file.policies {
        let mut own = Asked::default();
        check::of_policy(policy).for_each(|expr| own.expr(expr));
        own.follow(&policy.locals);
        for (name, value) in &policy.locals {
            if !own.local(name) {
                found.push(remark(value.span, format!("the local `{name}` is never used"), UNUSED));
            }
        }
        let hidden = |name: &String| policy.locals.iter().any(|(own, _)| own == name);
        asked.locals.extend(own.locals.into_iter().filter(|name| !hidden(name)));
        asked.inputs.extend(own.inputs);
        asked.everything |= own.everything;
        found.extend(joins_changes(policy).map(|span| remark(span, CHANGES.to_owned(), CHANGES_HELP)));
    }
    asked.follow(&file.locals);
    for (name, value) in &file.locals {
        if !asked.local(name) {
            found.push(remark(value.span, format!("the local `{name}` is never used"), UNUSED));
        }
    }
    for input in file.inputs.iter().filter(|input| !asked.everything && !asked.inputs.contains(&input.name)) {
        found.push(remark(input.name_span, format!("the input `{}` is never used", input.name), UNUSED));
    }
    found.sort_by_key(|remark| remark.span);
    found
}

const UNUSED: &str = "use it, or take it out";
const CHANGES: &str = "this policy joins with `getresources`, and is not for what the plan leaves as it is";
const CHANGES_HELP: &str = "add \"no-op\" to `operations`, or leave them out, and what was there before is judged too";

/// Where a policy says for which operations it is, joins, and leaves out what stays as it is.
fn joins_changes(policy: &Policy) -> Option<Span> {
    let listed = policy.operations.as_deref().filter(|listed| !listed.is_empty() && !policy.uses_prior)?;
    let silent = [PolicyOperation::NoOp, PolicyOperation::Delete].iter().any(|one| listed.contains(one));
    let exprs = || check::of_policy(policy).chain(policy.locals.iter().map(|(_, value)| value));
    (!silent && exprs().any(joins)).then_some(policy.label_span)
}

fn joins(expr: &Expr) -> bool {
    let mut found = matches!(&expr.kind, ExprKind::Call(call) if call.name == "getresources");
    expr.each_child(&mut |child| found = found || joins(child));
    found
}

/// The locals and inputs that are asked for.
#[derive(Default)]
struct Asked {
    locals: BTreeSet<String>,
    inputs: BTreeSet<String>,
    /// A name is computed, or the whole is taken: any of them may be asked for.
    everything: bool,
}

impl Asked {
    fn local(&self, name: &str) -> bool {
        self.everything || self.locals.contains(name)
    }

    /// What the locals that are asked for ask for in turn.
    fn follow(&mut self, locals: &[(String, Expr)]) {
        let mut done: BTreeSet<&str> = BTreeSet::new();
        while let Some((name, value)) =
            locals.iter().find(|(name, _)| self.local(name) && !done.contains(name.as_str()))
        {
            done.insert(name);
            self.expr(value);
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Variable(name) if matches!(&**name, "local" | "input") => self.everything = true,
            ExprKind::Traversal { base, steps } if matches!(base.as_variable(), Some("local" | "input")) => {
                let name = steps.first().and_then(|step| match &step.kind {
                    StepKind::Attribute(name) => Some(name.to_string()),
                    StepKind::Index(index) => index.as_literal_string().map(str::to_owned),
                    _ => None,
                });
                match (name, base.as_variable()) {
                    (Some(name), Some("local")) => drop(self.locals.insert(name)),
                    (Some(name), _) => drop(self.inputs.insert(name)),
                    (None, _) => self.everything = true,
                }
                for step in steps {
                    if let StepKind::Index(index) = &step.kind {
                        self.expr(index);
                    }
                }
            }
            _ => expr.each_child(&mut |child| self.expr(child)),
        }
    }
}
