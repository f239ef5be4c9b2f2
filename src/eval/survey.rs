//! What a value holds, all the way down: unknown parts and masks. Lists share their parts, so a value of a few bytes of
//! source can be larger than any memory when it is walked; the walk therefore has an end.

use std::sync::Arc;

use crate::model::{Unknown, Value};

/// Most parts of one value that are walked.
const MAX_PARTS: usize = 10_000_000;
/// Most text in one value.
const MAX_BYTES: usize = 1 << 30;

const TOO_LARGE: &str = "this value is too large to work with";

/// What a value and its parts hold.
#[derive(Default)]
pub(super) struct Survey {
    /// Unknown parts, depth first.
    pub(super) unknowns: Vec<Arc<Unknown>>,
    /// A mask stands somewhere.
    pub(super) masked: bool,
    parts: usize,
    bytes: usize,
}

/// Walks `values`.
pub(super) fn survey<'v>(values: impl IntoIterator<Item = &'v Value>) -> Result<Survey, String> {
    let mut found = Survey::default();
    for value in values {
        found.walk(value, 0)?;
    }
    Ok(found)
}

impl Survey {
    /// What the walk cost, in steps of an evaluation. A part is far cheaper to pass by than to compute.
    pub(super) fn cost(&self) -> usize {
        self.parts / 16 + self.bytes / 256
    }

    fn walk(&mut self, value: &Value, depth: usize) -> Result<(), String> {
        self.parts += 1;
        if self.parts > MAX_PARTS || depth > 200 {
            return Err(TOO_LARGE.to_owned());
        }
        match value {
            Value::Sensitive(inner) => {
                self.masked = true;
                self.walk(inner, depth + 1)
            }
            Value::Unknown(unknown) => {
                self.unknowns.push(unknown.clone());
                Ok(())
            }
            Value::Seq(_, elements) => elements.iter().try_for_each(|element| self.walk(element, depth + 1)),
            Value::Object(entries) => entries.values().try_for_each(|entry| self.walk(entry, depth + 1)),
            Value::String(text) => {
                self.bytes += text.len();
                if self.bytes > MAX_BYTES { Err(TOO_LARGE.to_owned()) } else { Ok(()) }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Subject(_) => Ok(()),
        }
    }
}

/// The value without any mask, all the way down. Only for values that were surveyed.
pub(super) fn unmask_deep(value: &Value) -> Value {
    match value {
        Value::Sensitive(inner) => unmask_deep(inner),
        Value::Seq(kind, elements) => Value::Seq(*kind, Arc::new(elements.iter().map(unmask_deep).collect())),
        Value::Object(entries) => {
            let entries = entries.iter().map(|(key, entry)| (key.clone(), unmask_deep(entry)));
            Value::object(entries.collect())
        }
        other => other.clone(),
    }
}
