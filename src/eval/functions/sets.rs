//! Functions on lists as sets: without order, without duplicates.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::eval::convert::describe;
use crate::eval::equality::{Comparison, all, any};
use crate::eval::types::one_type;
use crate::eval::unknowns::{derived, uncertain_list};
use crate::eval::{Scope, Type};
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
        Regard::Logic,
        setintersection,
        "setintersection([1, 2], [2]) = [2]",
        "what is in all of the sets",
    ),
    row(
        "setsubtract",
        exactly(2),
        Regard::Logic,
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

const MAX_PAIRS: usize = 4_000_000;
/// Single values that one call compares at most.
pub(super) const MOST_COMPARED: usize = 40_000_000;
pub(super) const TOO_MANY_PAIRS: &str = "the lists are too long to be compared";

/// Refuses to compare more pairs than anybody wants to wait for.
pub(super) fn check_pairs(context: &Context<'_>, a: usize, b: usize) -> Result<(), String> {
    let pairs = a.saturating_mul(b);
    if pairs > MAX_PAIRS {
        return Err(TOO_MANY_PAIRS.to_owned());
    }
    context.charge(pairs)
}

/// The list without duplicates. Where it is not known whether two elements are equal, the second only may be in it.
pub(in crate::eval) fn unique(scope: &dyn Scope, list: &[Value], kind: SeqKind) -> Result<Value, String> {
    if let Some(mut texts) = unique_texts(list) {
        if kind == SeqKind::Set {
            texts.sort_by(in_set_order);
        }
        return Ok(Value::Seq(kind, Arc::new(texts)));
    }
    if list.len().saturating_mul(list.len()) > MAX_PAIRS {
        return Err(TOO_MANY_PAIRS.to_owned());
    }
    let (mut certain, mut possible): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
    let comparison = Comparison::new(scope, MOST_COMPARED);
    for element in list {
        let among = |others: &[Value]| any(others.iter().map(|other| comparison.equal(element, other)));
        match (among(&certain), among(&possible)) {
            (Some(true), _) | (_, Some(true)) => {}
            (Some(false), Some(false)) => certain.push(element.clone()),
            _ => possible.push(element.clone()),
        }
        if comparison.is_over() {
            return Err(TOO_MANY_PAIRS.to_owned());
        }
    }
    if possible.is_empty() {
        if kind == SeqKind::Set {
            certain.sort_by(in_set_order);
        }
        return Ok(Value::Seq(kind, Arc::new(certain)));
    }
    let unknowns: Vec<Arc<Unknown>> = list.iter().filter_map(Value::first_unknown).cloned().collect();
    Ok(uncertain_list(certain, possible, unknowns.iter().map(|unknown| &**unknown)))
}

/// Sets are walked in the order of their elements, null at the end. What is no plain value is ordered by a text that cty
/// makes of it.
fn in_set_order(a: &Value, b: &Value) -> Ordering {
    match (a.unmask().0, b.unmask().0) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Greater,
        (_, Value::Null) => Ordering::Less,
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::String(a), Value::String(b)) => a.cmp(b),
        (a, b) => {
            let text = |value: &Value| {
                let mut out = String::new();
                order_text(value, &mut out);
                out
            };
            text(a).cmp(&text(b))
        }
    }
}

fn order_text(value: &Value, out: &mut String) {
    let mut all = |marks: [char; 2], parts: &mut dyn Iterator<Item = &Value>| {
        out.push(marks[0]);
        for part in parts {
            order_text(part, out);
            out.push(';');
        }
        out.push(marks[1]);
    };
    match value.unmask().0 {
        Value::Seq(SeqKind::Tuple, list) => all(['<', '>'], &mut list.iter()),
        Value::Seq(_, list) => all(['[', ']'], &mut list.iter()),
        Value::Object(entries) => all(['<', '>'], &mut entries.values()),
        Value::Null => out.push('~'),
        Value::Bool(truth) => out.push(if *truth { 'T' } else { 'F' }),
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::String(text) => out.push_str(&format!("{text:?}")),
        _ => out.push('?'),
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
    let list = elements(arguments, 0)?;
    charge_pairs(context, list)?;
    let list = Type::List(Box::new(Type::Any))
        .convert(Value::tuple(list.to_vec()))
        .unwrap_or_else(|_| Value::tuple(list.to_vec()));
    unique(context.scope, elements(&[list], 0)?, SeqKind::List)
}

/// Texts are compared by look-up, all else pair by pair.
fn charge_pairs(context: &Context<'_>, list: &[Value]) -> Result<(), String> {
    let plain = list.iter().all(|element| matches!(element, Value::String(_)));
    if plain { context.charge(list.len()) } else { check_pairs(context, list.len(), list.len()) }
}

/// Elements of a set are of one type.
fn to_set(context: &Context<'_>, list: &[Value]) -> Result<Value, String> {
    charge_pairs(context, list)?;
    let set = Value::Seq(SeqKind::Tuple, Arc::new(list.to_vec()));
    Type::Set(Box::new(Type::Any)).convert_in(set, context.scope)
}

fn toset(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    match argument(arguments, 0)? {
        Value::Null => Ok(Value::Null),
        set @ Value::Seq(SeqKind::Set, _) => Ok(set.clone()),
        Value::Seq(_, list) => to_set(context, list),
        Value::Unknown(unknown) => Ok(derived([&**unknown])),
        other => Err(format!("a set is made from a list, and this is {}", describe(other))),
    }
}

fn has_unknown(arguments: &[Value]) -> bool {
    arguments.iter().any(|argument| argument.as_unknown().is_some())
}

/// Sets that are compared have elements of one type.
fn of_one_type(context: &Context<'_>, arguments: &[Value]) -> Result<Vec<Value>, String> {
    let all = (0..arguments.len()).map(|at| elements(arguments, at)).collect::<Result<Vec<_>, _>>()?;
    let Some(one) = one_type(all.into_iter().flatten()) else {
        return Err("the elements are of different types".to_owned());
    };
    let each = Type::List(Box::new(one));
    arguments
        .iter()
        .map(|argument| Ok(Value::tuple(elements(&[convert_set(&each, argument, context)?], 0)?.to_vec())))
        .collect()
}

fn convert_set(each: &Type, argument: &Value, context: &Context<'_>) -> Result<Value, String> {
    match argument.unmask().0 {
        // Its order does not matter here.
        Value::Seq(_, list) => each.convert_in(Value::Seq(SeqKind::Tuple, list.clone()), context.scope),
        _ => Ok(argument.clone()),
    }
}

fn setunion(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    if has_unknown(arguments) {
        return context.derived(arguments);
    }
    let mut all = Vec::new();
    for at in 0..arguments.len() {
        let more = elements(arguments, at)?;
        check_length(all.len() + more.len())?;
        all.extend_from_slice(more);
    }
    to_set(context, &all)
}

/// The elements of `list` for which `keep` is true; those for which that is not known may be in it.
fn kept(
    context: &Context<'_>,
    arguments: &[Value],
    list: Vec<Value>,
    keep: impl Fn(&Comparison<'_>, &Value) -> Option<bool>,
) -> Result<Value, String> {
    let (mut certain, mut possible) = (Vec::new(), Vec::new());
    let comparison = context.comparison();
    for element in list {
        match keep(&comparison, &element) {
            Some(true) => certain.push(element),
            Some(false) => {}
            None => possible.push(element),
        }
    }
    context.settle(&comparison)?;
    if possible.is_empty() {
        return to_set(context, &certain);
    }
    let found = context.survey(arguments)?;
    Ok(uncertain_list(certain, possible, found.unknowns.iter().map(|unknown| &**unknown)))
}

fn among(comparison: &Comparison<'_>, list: &[Value], wanted: &Value) -> Option<bool> {
    any(list.iter().map(|element| comparison.equal(element, wanted)))
}

fn setintersection(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    if has_unknown(arguments) {
        return context.derived(arguments);
    }
    let arguments = &of_one_type(context, arguments)?;
    let others = (1..arguments.len()).map(|at| elements(arguments, at)).collect::<Result<Vec<_>, _>>()?;
    let first = elements(arguments, 0)?.to_vec();
    check_pairs(context, first.len(), others.iter().map(|other| other.len()).sum())?;
    kept(context, arguments, first, |it, element| all(others.iter().map(|other| among(it, other, element))))
}

fn setsubtract(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    if has_unknown(arguments) {
        return context.derived(arguments);
    }
    let arguments = &of_one_type(context, arguments)?;
    let (left, gone) = (elements(arguments, 0)?.to_vec(), elements(arguments, 1)?);
    check_pairs(context, left.len(), gone.len())?;
    kept(context, arguments, left, |it, element| among(it, gone, element).map(|found| !found))
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
    let rows = rows.into_iter().map(Value::tuple).collect();
    let is_set = arguments.iter().all(|argument| matches!(argument, Value::Seq(SeqKind::Set, _)));
    Ok(Value::Seq(if is_set { SeqKind::Set } else { SeqKind::Tuple }, Arc::new(rows)))
}
