//! Equality with three answers. It is sound before it is clever: `Some` only where the answer cannot change once
//! everything is known.

use std::cell::Cell;

use crate::model::{AttributeRef, Bounds, Entries, Number, SeqKind, Unknown, Value};

use super::Scope;
use super::unknowns::elements_of;

/// Most values that are compared to tell whether two of them are equal; beyond, the answer is not known.
const MOST: usize = 4_000_000;

/// Whether two values are equal; `None` where that is not known until apply. Masks are looked through.
///
/// As in Terraform there is no conversion: `1 == "1"` is false. Lists and tuples are compared by their elements: a plan
/// does not tell them apart. A set is equal to whatever has the same elements.
pub fn equal(scope: &dyn Scope, a: &Value, b: &Value) -> Option<bool> {
    Comparison::new(scope, MOST).equal(a, b)
}

/// Comparisons that have an end together: sets are compared each element with each, and so are sets of sets inside them.
pub(super) struct Comparison<'s> {
    scope: &'s dyn Scope,
    most: usize,
    left: Cell<usize>,
}

impl<'s> Comparison<'s> {
    /// At most so many comparisons of single values.
    pub(super) fn new(scope: &'s dyn Scope, most: usize) -> Self {
        Self { scope, most, left: Cell::new(most) }
    }

    /// Comparisons so far.
    pub(super) fn used(&self) -> usize {
        self.most - self.left.get()
    }

    /// What is asked from now on is not answered.
    pub(super) fn is_over(&self) -> bool {
        self.left.get() == 0
    }

    /// [`equal`].
    pub(super) fn equal(&self, a: &Value, b: &Value) -> Option<bool> {
        self.left.set(self.left.get().checked_sub(1)?);
        match (a.unmask().0, b.unmask().0) {
            (Value::Unknown(a), Value::Unknown(b)) => unknowns(self.scope, a, b).or_else(|| texts(self.scope, a, b)),
            (Value::Unknown(unknown), known) | (known, Value::Unknown(unknown)) => {
                bounded(unknown, known).or_else(|| never(self.scope, unknown, known))
            }
            (Value::Null, Value::Null) => Some(true),
            (Value::Bool(a), Value::Bool(b)) => Some(a == b),
            (Value::Number(a), Value::Number(b)) => Some(a == b),
            (Value::String(a), Value::String(b)) => Some(a == b),
            (Value::Seq(SeqKind::Set, a), Value::Seq(_, b)) | (Value::Seq(_, a), Value::Seq(SeqKind::Set, b)) => {
                self.sets(a, b)
            }
            (Value::Seq(_, a), Value::Seq(_, b)) => self.sequences(a, b),
            (Value::Object(a), Value::Object(b)) => self.objects(a, b),
            // A scope gives one handle to one thing.
            (Value::Subject(a), Value::Subject(b)) => Some(a == b),
            _ => Some(false),
        }
    }

    fn sequences(&self, a: &[Value], b: &[Value]) -> Option<bool> {
        if a.len() != b.len() {
            return Some(false);
        }
        all(a.iter().zip(b).map(|(a, b)| self.equal(a, b)))
    }

    fn sets(&self, a: &[Value], b: &[Value]) -> Option<bool> {
        if a.len().saturating_mul(b.len()) > self.left.get() {
            self.left.set(0);
            return None;
        }
        let within = |some: &[Value], others: &[Value]| {
            all(some.iter().map(|one| any(others.iter().map(|other| self.equal(one, other)))))
        };
        all([within(a, b), within(b, a)])
    }

    fn objects(&self, a: &Entries, b: &Entries) -> Option<bool> {
        if !a.keys().eq(b.keys()) {
            return Some(false);
        }
        all(a.values().zip(b.values()).map(|(a, b)| self.equal(a, b)))
    }
}

/// True when all are, false when one is not, else unknown.
pub(super) fn all(answers: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut result = Some(true);
    for answer in answers {
        match answer {
            Some(false) => return Some(false),
            None => result = None,
            Some(true) => {}
        }
    }
    result
}

/// True when one is, false when all are not, else unknown.
pub(super) fn any(answers: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    all(answers.into_iter().map(|answer| answer.map(|truth| !truth))).map(|truth| !truth)
}

/// Each side is one of some attributes. The answer is certain where it is the same for every choice.
fn unknowns(scope: &dyn Scope, a: &Unknown, b: &Unknown) -> Option<bool> {
    let (a, b) = (a.candidates()?, b.candidates()?);
    let mut answers = a
        .iter()
        .flat_map(|a| b.iter().map(move |b| (a, b)))
        .map(|(a, b)| if a == b { Some(true) } else { scope.same(a, b) });
    let first = answers.next()??;
    answers.all(|answer| answer == Some(first)).then_some(first)
}

/// Texts of equal pieces are equal; others may be so all the same.
fn texts(scope: &dyn Scope, a: &Unknown, b: &Unknown) -> Option<bool> {
    let (Bounds::Text(a), Bounds::Text(b)) = (a.bounds.as_deref()?, b.bounds.as_deref()?) else { return None };
    let same = a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| equal(scope, a, b) == Some(true));
    same.then_some(true)
}

/// A known text begins and ends with what is known of the other, or is another one.
fn can_be(pieces: &[Value], text: &str) -> bool {
    let begins = pieces.first().and_then(Value::as_str).is_none_or(|first| text.starts_with(first));
    begins && pieces.last().and_then(Value::as_str).is_none_or(|last| text.ends_with(last))
}

/// An unknown value can be anything, null included, unless something is certain about it.
fn bounded(unknown: &Unknown, known: &Value) -> Option<bool> {
    match (unknown.bounds.as_deref()?, known) {
        (Bounds::Between { least, most }, Value::Number(number)) => between(*least, *most, *number),
        (Bounds::Elements { .. }, Value::Seq(_, elements)) => {
            let (certain, possible) = elements_of(unknown)?;
            let fits = certain.len() <= elements.len() && elements.len() <= certain.len() + possible.len();
            if fits { None } else { Some(false) }
        }
        (Bounds::Text(pieces), Value::String(text)) if !can_be(pieces, text) => Some(false),
        (_, Value::Null) => Some(false),
        _ => None,
    }
}

/// Certainly not null, or not the name of another instance, whichever of the attributes it is.
fn never(scope: &dyn Scope, unknown: &Unknown, known: &Value) -> Option<bool> {
    let never = |attribute: &AttributeRef| match known {
        Value::Null => scope.never_null(attribute),
        Value::String(text) => scope.never_is(attribute, text),
        _ => false,
    };
    unknown.candidates()?.iter().all(never).then_some(false)
}

fn between(least: Number, most: Number, number: Number) -> Option<bool> {
    if number < least || number > most {
        Some(false)
    } else if least == most {
        Some(true)
    } else {
        None
    }
}
