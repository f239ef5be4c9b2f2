//! Functions on lists as sets: without order, without duplicates.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::eval::convert::describe;
use crate::eval::equal;
use crate::eval::unknowns::{derived, uncertain_list};
use crate::model::{SeqKind, Unknown, Value};

use super::{Context, Function, Regard, argument, at_least, check_length, elements, exactly, row};

pub(super) const ROWS: &[Function] = &[
    row(
        "distinct",
        exactly(1),
        Regard::Logic,
        distinct,
        "distinct([1, 2, 1]) = [1, 2]",
        "the list without what came before in it",
    ),
    row("toset", exactly(1), Regard::Logic, toset, "toset([1, 2, 1]) = [1, 2]", "the list as a set"),
    row("setunion", at_least(1), Regard::Logic, setunion, "setunion([1], [2]) = [1, 2]", "what is in any of the sets"),
    row(
        "setintersection",
        at_least(1),
        Regard::Whole,
        setintersection,
        "setintersection([1, 2], [2]) = [2]",
        "what is in all of the sets",
    ),
    row(
        "setsubtract",
        exactly(2),
        Regard::Whole,
        setsubtract,
        "setsubtract([1, 2], [2]) = [1]",
        "what is in the first set and not in the second",
    ),
    row(
        "setproduct",
        at_least(2),
        Regard::Parts,
        setproduct,
        "setproduct([1], [2, 3]) = [[1, 2], [1, 3]]",
        "every combination of one element from each",
    ),
];

/// Refuses to compare more pairs than anybody wants to wait for.
pub(super) fn check_pairs(context: &Context<'_>, a: usize, b: usize) -> Result<(), String> {
    let pairs = a.saturating_mul(b);
    if pairs > 4_000_000 {
        return Err("the lists are too long to be compared".to_owned());
    }
    context.charge(pairs)
}

/// The list without duplicates. Where it is not known whether two elements are equal, the second only may be in it.
fn unique(context: &Context<'_>, list: &[Value], kind: SeqKind) -> Result<Value, String> {
    if let Some(texts) = unique_texts(list) {
        return Ok(Value::Seq(kind, Arc::new(texts)));
    }
    check_pairs(context, list.len(), list.len())?;
    let (mut certain, mut possible): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
    for element in list {
        let among = |others: &[Value]| {
            let answers = others.iter().map(|other| equal(context.scope, element, other));
            crate::eval::equality::any(answers)
        };
        match (among(&certain), among(&possible)) {
            (Some(true), _) | (_, Some(true)) => {}
            (Some(false), Some(false)) => certain.push(element.clone()),
            _ => possible.push(element.clone()),
        }
    }
    if possible.is_empty() {
        if kind == SeqKind::Set {
            certain.sort_by(by_text);
        }
        return Ok(Value::Seq(kind, Arc::new(certain)));
    }
    let unknowns: Vec<Arc<Unknown>> = list.iter().filter_map(Value::first_unknown).cloned().collect();
    Ok(uncertain_list(certain, possible, unknowns.iter().map(|unknown| &**unknown)))
}

/// Sets are walked in the order of their elements.
fn by_text(a: &Value, b: &Value) -> std::cmp::Ordering {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (a, b) => a.as_str().cmp(&b.as_str()),
    }
}

/// The quick way for what most lists are.
fn unique_texts(list: &[Value]) -> Option<Vec<Value>> {
    let mut seen = BTreeSet::new();
    let mut texts = Vec::new();
    for element in list {
        let Value::String(text) = element else { return None };
        if seen.insert(text.clone()) {
            texts.push(element.clone());
        }
    }
    Some(texts)
}

fn distinct(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    if let Some(unknown) = argument(arguments, 0)?.as_unknown() {
        return Ok(derived([unknown]));
    }
    unique(context, elements(arguments, 0)?, SeqKind::List)
}

fn to_set(context: &Context<'_>, list: &[Value]) -> Result<Value, String> {
    match unique_texts(list) {
        Some(mut texts) => {
            texts.sort_by(by_text);
            Ok(Value::Seq(SeqKind::Set, Arc::new(texts)))
        }
        None => unique(context, list, SeqKind::Set),
    }
}

fn toset(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    match argument(arguments, 0)? {
        Value::Null => Ok(Value::Null),
        Value::Seq(_, list) => to_set(context, list),
        Value::Unknown(unknown) => Ok(derived([&**unknown])),
        other => Err(format!("a set is made from a list, and this is {}", describe(other))),
    }
}

fn setunion(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    if arguments.iter().any(|argument| argument.as_unknown().is_some()) {
        let found = context.survey(arguments)?;
        return Ok(derived(found.unknowns.iter().map(|unknown| &**unknown)));
    }
    let mut all = Vec::new();
    for at in 0..arguments.len() {
        let more = elements(arguments, at)?;
        check_length(all.len() + more.len())?;
        all.extend_from_slice(more);
    }
    to_set(context, &all)
}

fn has(context: &Context<'_>, list: &[Value], wanted: &Value) -> bool {
    list.iter().any(|element| equal(context.scope, element, wanted) == Some(true))
}

fn setintersection(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let mut common = elements(arguments, 0)?.to_vec();
    for at in 1..arguments.len() {
        let other = elements(arguments, at)?;
        check_pairs(context, common.len(), other.len())?;
        common.retain(|element| has(context, other, element));
    }
    to_set(context, &common)
}

fn setsubtract(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let mut left = elements(arguments, 0)?.to_vec();
    let gone = elements(arguments, 1)?;
    check_pairs(context, left.len(), gone.len())?;
    left.retain(|element| !has(context, gone, element));
    to_set(context, &left)
}

fn setproduct(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
    for at in 0..arguments.len() {
        let list = elements(arguments, at)?;
        check_length(rows.len().saturating_mul(list.len()).saturating_mul(at + 1))?;
        let with = |row: &Vec<Value>, element: &Value| {
            let mut longer = row.clone();
            longer.push(element.clone());
            longer
        };
        rows = rows.iter().flat_map(|row| list.iter().map(move |element| with(row, element))).collect();
    }
    Ok(Value::tuple(rows.into_iter().map(Value::tuple).collect()))
}
