//! Locals that refer to themselves, by themselves or through others: they never have a value.

use std::collections::{BTreeMap, BTreeSet};

use crate::eval::ast::{Expr, ExprKind, StepKind};
use crate::policy::error::Errors;

/// Names every local that refers to itself. A policy's own hide those of the file.
pub(super) fn locals(file: &[(String, Expr)], own: Option<&[(String, Expr)]>, errors: &mut Errors<'_>) {
    let named = own.unwrap_or(file);
    let refers: BTreeMap<&str, BTreeSet<&str>> =
        named.iter().map(|(name, expr)| (name.as_str(), direct(expr))).collect();
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for (name, expr) in named {
        if let Some(through) = way_back(name, &refers, &mut done) {
            let by = match through.as_slice() {
                [] => String::new(),
                some => format!(
                    " through {}",
                    some.iter().map(|name| format!("`local.{name}`")).collect::<Vec<_>>().join(", ")
                ),
            };
            let message = format!("the local `{name}` refers to itself{by}");
            errors.add(expr.span, message, "", "it would never have a value");
            done.insert(name);
            done.extend(through);
        }
    }
}

/// The locals between a name and itself; those that were told are not gone through again.
fn way_back<'n>(
    name: &'n str,
    refers: &BTreeMap<&'n str, BTreeSet<&'n str>>,
    done: &mut BTreeSet<&'n str>,
) -> Option<Vec<&'n str>> {
    if done.contains(name) {
        return None;
    }
    let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut open = vec![name];
    while let Some(at) = open.pop() {
        for next in refers.get(at).into_iter().flatten().copied() {
            if next == name {
                let mut way = Vec::new();
                let mut back = at;
                while back != name {
                    way.push(back);
                    back = came_from.get(back).copied().unwrap_or(name);
                }
                way.reverse();
                return Some(way);
            }
            if !done.contains(next) && !came_from.contains_key(next) {
                came_from.insert(next, at);
                open.push(next);
            }
        }
    }
    None
}

/// The locals that an expression asks for. What `try` and `can` guard may have no value.
fn direct(expr: &Expr) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    collect(expr, &mut found);
    found
}

fn collect<'e>(expr: &'e Expr, found: &mut BTreeSet<&'e str>) {
    match &expr.kind {
        ExprKind::Call(call) if matches!(call.name.as_str(), "try" | "can") => return,
        ExprKind::Traversal { base, steps } if base.as_variable() == Some("local") => {
            if let Some(StepKind::Attribute(name)) = steps.first().map(|step| &step.kind) {
                found.insert(name);
            }
        }
        _ => {}
    }
    expr.each_child(&mut |child| collect(child, found));
}
