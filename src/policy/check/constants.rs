//! What has no name in it has a value without any plan, or an error: `tonumber("x")`, `regex("[", "a")`.

use crate::eval::ast::{Expr, ExprKind, Part, StepKind};
use crate::eval::{Nothing, evaluate_briefly, functions};

use super::Checker;

/// Nodes that are looked at in a file; beyond, nothing is said.
pub(super) const NODES: usize = 1_000_000;

impl<'c> Checker<'c, '_> {
    /// Names the error of an expression that has no value whatever the plan holds.
    pub(super) fn constant(&mut self, expr: &'c Expr) {
        let computes = matches!(
            expr.kind,
            ExprKind::Call(_)
                | ExprKind::Unary(..)
                | ExprKind::Binary(..)
                | ExprKind::Conditional(_)
                | ExprKind::Traversal { .. }
        );
        // What is guarded may have no value; what stands inside a constant was looked at with it.
        if !computes || self.guarded > 0 || self.constant || !is_constant(expr, &mut self.budget) {
            return;
        }
        self.constant = true;
        if let Some(Err(error)) = evaluate_briefly(expr, &Nothing) {
            self.errors.add(error.span, error.message, "", "");
        }
    }
}

fn is_constant(expr: &Expr, budget: &mut usize) -> bool {
    let Some(rest) = budget.checked_sub(1) else { return false };
    *budget = rest;
    let is_pure = match &expr.kind {
        ExprKind::Literal(_) => return true,
        // What a `for` binds has no value of its own.
        ExprKind::Variable(_) | ExprKind::For(_) => return false,
        ExprKind::Template(parts) => parts.iter().all(|part| matches!(part, Part::Literal(_) | Part::Interpolation(_))),
        ExprKind::Traversal { steps, .. } => {
            steps.iter().all(|step| !matches!(step.kind, StepKind::AttributeSplat | StepKind::FullSplat))
        }
        ExprKind::Call(call) => functions::find(call).is_some_and(functions::Function::is_pure),
        _ => true,
    };
    let mut all = is_pure;
    expr.each_child(&mut |child| all = all && is_constant(child, budget));
    all
}
