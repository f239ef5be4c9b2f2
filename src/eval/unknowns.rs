//! How unknown values spread: what is computed from unknowns is unknown, and comes from all their attributes.

use std::sync::Arc;

use super::Scope;
use crate::hash::HashSet;
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
    // Most values have one or two; a splat over thousands of instances has thousands.
    let mut known: HashSet<&AttributeRef> = HashSet::default();
    let mut why = None;
    for unknown in unknowns {
        for attribute in unknown.attributes() {
            if known.insert(attribute) {
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

/// A text that is put together of `pieces`, because of the unknown ones among them.
pub(super) fn text_of(pieces: Vec<Value>) -> Value {
    let unknowns: Vec<Unknown> = pieces.iter().filter_map(|piece| piece.as_unknown().cloned()).collect();
    bounded(&unknowns, Bounds::Text(Arc::new(pieces)))
}

/// The JSON text of `value`, because of what is not known in it.
pub(super) fn json_of<'u>(value: &Value, unknowns: impl IntoIterator<Item = &'u Unknown>) -> Value {
    bounded(unknowns, Bounds::Json(Arc::new(value.clone())))
}

/// The greatest of some numbers that are not known, each an attribute.
pub(super) fn greatest<'u>(unknowns: impl IntoIterator<Item = &'u Unknown>) -> Value {
    bounded(unknowns, Bounds::Greatest)
}

/// The pieces of a text that is not known, cut at `separator`.
pub(super) fn split_at(unknown: &Unknown, separator: &Arc<str>) -> Value {
    bounded([unknown], Bounds::Split(Arc::clone(separator)))
}

/// One piece of a text that is cut; `None` where `unknown` is none.
pub(super) fn piece_of(unknown: &Unknown, at: usize) -> Option<Value> {
    match unknown.bounds.as_deref()? {
        Bounds::Split(separator) => Some(bounded([unknown], Bounds::Piece { separator: Arc::clone(separator), at })),
        _ => None,
    }
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
