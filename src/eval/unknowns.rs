//! How unknown values spread: what is computed from unknowns is unknown, and comes from all their attributes.

use std::sync::Arc;

use super::Scope;
use crate::model::{AttributeRef, Bounds, Number, Origin, Path, Unknown, Value};

/// A value computed from `unknowns`: it depends on all their attributes, in the order they were first met, and keeps the
/// first reason.
pub fn derived<'u>(unknowns: impl IntoIterator<Item = &'u Unknown>) -> Value {
    Value::Unknown(Arc::new(derived_unknown(unknowns, Origin::Derived)))
}

/// A value that is one of `unknowns`, for the reason `why`; merely derived where one of them is not an attribute itself.
pub fn some_of<'u>(unknowns: impl IntoIterator<Item = &'u Unknown> + Clone, why: Option<Arc<str>>) -> Value {
    let exact =
        unknowns.clone().into_iter().all(|unknown| matches!(unknown.origin, Origin::Verbatim(_) | Origin::OneOf(_)));
    let origin = if exact { Origin::OneOf } else { Origin::Derived };
    let mut merged = derived_unknown(unknowns, origin);
    merged.why = why.or(merged.why);
    Value::Unknown(Arc::new(merged))
}

fn derived_unknown<'u>(
    unknowns: impl IntoIterator<Item = &'u Unknown>,
    origin: impl Fn(Vec<AttributeRef>) -> Origin,
) -> Unknown {
    let mut attributes: Vec<AttributeRef> = Vec::new();
    let mut why = None;
    for unknown in unknowns {
        for attribute in unknown.attributes() {
            if !attributes.contains(attribute) {
                attributes.push(attribute.clone());
            }
        }
        why = why.or_else(|| unknown.why.clone());
    }
    let origin = if attributes.is_empty() { Origin::Elsewhere } else { origin(attributes) };
    Unknown::new(origin, why)
}

/// The part of an unknown value at the end of one more step.
pub(super) fn part_of(unknown: &Unknown, step: impl Fn(&Path) -> Path) -> Value {
    let extend = |attribute: &AttributeRef| AttributeRef { path: step(&attribute.path), ..attribute.clone() };
    let origin = match &unknown.origin {
        Origin::Verbatim(attribute) => Origin::Verbatim(extend(attribute)),
        Origin::OneOf(attributes) => Origin::OneOf(attributes.iter().map(extend).collect()),
        other => other.clone(),
    };
    Value::Unknown(Arc::new(Unknown::new(origin, unknown.why.clone())))
}

/// A list that has `certain` and may have `possible`, because of `unknowns`.
pub(super) fn uncertain_list<'u>(
    certain: Vec<Value>,
    possible: Vec<Value>,
    unknowns: impl IntoIterator<Item = &'u Unknown>,
) -> Value {
    bounded(unknowns, Bounds::Elements { certain, possible: Arc::new(possible) })
}

/// A number between two counts, because of `unknown`.
pub(super) fn between(unknown: &Unknown, least: usize, most: usize) -> Value {
    let number = |count: usize| Number::from(i128::try_from(count).unwrap_or(i128::MAX));
    if least == most {
        return Value::Number(number(least));
    }
    let (least, most) = (number(least), number(most));
    bounded([unknown], Bounds::Between { least, most })
}

fn bounded<'u>(unknowns: impl IntoIterator<Item = &'u Unknown>, bounds: Bounds) -> Value {
    let mut unknown = derived_unknown(unknowns, Origin::Derived);
    unknown.bounds = Some(Arc::new(bounds));
    Value::Unknown(Arc::new(unknown))
}

/// The elements that an unknown list has, and those it may have.
pub(super) fn elements_of(unknown: &Unknown) -> Option<(&[Value], &[Value])> {
    match unknown.bounds.as_deref() {
        Some(Bounds::Elements { certain, possible }) => Some((certain, possible)),
        _ => None,
    }
}

/// Whether an unknown value certainly will not be null.
pub(super) fn never_null(scope: &dyn Scope, unknown: &Unknown) -> bool {
    match &unknown.origin {
        Origin::Verbatim(attribute) => scope.never_null(attribute),
        Origin::OneOf(attributes) => attributes.iter().all(|attribute| scope.never_null(attribute)),
        Origin::Derived(_) | Origin::Elsewhere => unknown.bounds.is_some(),
    }
}
