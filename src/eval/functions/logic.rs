//! Functions with three answers: unknown only where the answer depends on what is unknown.

use unicode_segmentation::UnicodeSegmentation;

use crate::eval::convert::{describe, truth};
use crate::eval::equality::any;
use crate::eval::types::one_type;
use crate::eval::unknowns::{between, derived, elements_of, never_null, some_of};
use crate::model::{Unknown, Value};

use super::{Context, Function, Regard, argument, at_least, exactly, row};

pub(super) const ROWS: &[Function] = &[
    row(
        "length",
        exactly(1),
        Regard::Open,
        length,
        "length([1, 2]) = 2",
        "the number of elements, keys, or characters",
    ),
    row(
        "contains",
        exactly(2),
        Regard::Logic,
        contains,
        "contains([1, 2], 2) = true",
        "whether the list has such an element",
    ),
    row(
        "alltrue",
        exactly(1),
        Regard::Logic,
        alltrue,
        "alltrue([true, false]) = false",
        "whether all elements are true; true for none",
    ),
    row(
        "anytrue",
        exactly(1),
        Regard::Logic,
        anytrue,
        "anytrue([true, false]) = true",
        "whether an element is true; false for none",
    ),
    row(
        "coalesce",
        at_least(1),
        Regard::Open,
        coalesce,
        "coalesce(null, \"\", \"a\") = \"a\"",
        "the first argument that is not null and not empty text",
    ),
];

fn length(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let count = match argument(arguments, 0)? {
        Value::Seq(_, list) => list.len(),
        Value::Object(entries) => entries.len(),
        Value::String(text) => text.graphemes(true).count(),
        Value::Unknown(unknown) => {
            return Ok(match elements_of(unknown) {
                Some((certain, possible)) => between(unknown, certain.len(), certain.len() + possible.len()),
                None => derived([&**unknown]),
            });
        }
        other => return Err(format!("a list, an object or a text has a length, and this is {}", describe(other))),
    };
    Ok(Value::integer(i128::try_from(count).unwrap_or(i128::MAX)))
}

/// The elements that are certain, those that are possible, and the unknown that made it so.
type Elements<'v> = (&'v [Value], &'v [Value], Option<&'v Unknown>);

fn list(value: &Value) -> Result<Elements<'_>, String> {
    match value {
        Value::Seq(_, list) => Ok((list, &[], None)),
        Value::Unknown(unknown) => {
            let (certain, possible) = elements_of(unknown).unwrap_or_default();
            Ok((certain, possible, Some(unknown)))
        }
        other => Err(format!("a list is needed, and this is {}", describe(other))),
    }
}

/// `any` over a list that may have more elements than are certain.
fn exists(
    context: &Context<'_>,
    value: &Value,
    more: &[&Value],
    test: impl Fn(&Value) -> Result<Option<bool>, String>,
) -> Result<Value, String> {
    let (certain, possible, unknown) = list(value)?;
    let answers = certain.iter().map(&test).collect::<Result<Vec<_>, _>>()?;
    // Nothing is known of an unknown list without bounds: it may have any element.
    let open = unknown.is_some_and(|unknown| elements_of(unknown).is_none());
    let mut maybe = open;
    for element in possible {
        maybe |= test(element)? != Some(false);
    }
    let answer = match any(answers) {
        Some(false) if maybe => None,
        answer => answer,
    };
    match answer {
        Some(truth) => Ok(Value::Bool(truth)),
        None => context.derived(std::iter::once(value).chain(more.iter().copied()).chain(possible)),
    }
}

fn contains(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (haystack, needle) = (argument(arguments, 0)?, argument(arguments, 1)?);
    let comparison = context.comparison();
    exists(context, haystack, &[needle], |element| context.equal(&comparison, element, needle))
}

fn anytrue(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    exists(context, argument(arguments, 0)?, &[], element_truth)
}

fn alltrue(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let is_false = |element: &Value| Ok(element_truth(element)?.map(|truth| !truth));
    let found = exists(context, argument(arguments, 0)?, &[], is_false)?;
    Ok(match found {
        Value::Bool(some_false) => Value::Bool(!some_false),
        unknown => unknown,
    })
}

/// Terraform takes a null element for "not true".
fn element_truth(value: &Value) -> Result<Option<bool>, String> {
    if matches!(value, Value::Null) { Ok(Some(false)) } else { truth(value) }
}

/// An unknown argument may be null: what comes after it counts too, unless nothing does, or it certainly is something.
fn coalesce(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let mut candidates = Vec::new();
    for value in arguments {
        match value.unmask().0 {
            Value::Null => continue,
            Value::String(text) if text.is_empty() => continue,
            Value::Unknown(unknown) => {
                candidates.push(value.clone());
                // An identity is neither null nor empty.
                if never_null(context.scope, unknown) {
                    break;
                }
            }
            _ => {
                candidates.push(value.clone());
                break;
            }
        }
    }
    let unknowns = || candidates.iter().filter_map(Value::as_unknown);
    match candidates.as_slice() {
        [] => Err("all arguments are null or empty".to_owned()),
        // All may turn out to be null, and then it is an error.
        [only] => converted(only.clone(), arguments),
        all if all.iter().all(|value| value.as_unknown().is_some()) => {
            Ok(some_of(unknowns().collect::<Vec<_>>(), None))
        }
        _ => Ok(derived(unknowns())),
    }
}

/// The arguments are of one type: a number among texts is a text.
fn converted(value: Value, arguments: &[Value]) -> Result<Value, String> {
    match one_type(arguments.iter()) {
        Some(type_) => type_.convert(value),
        None => Err("all arguments must be of one type".to_owned()),
    }
}
