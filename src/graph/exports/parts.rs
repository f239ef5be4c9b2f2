//! What a value that leaves the state is made of.

use std::sync::Arc;

use crate::model::{AttributeRef, Bounds, Origin, Unknown, Value};

/// The parts of a value.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// Attributes that are known after the apply.
    pub(super) attributes: Vec<AttributeRef>,
    /// Known texts.
    pub(super) texts: Vec<Arc<str>>,
    /// A part cannot be told: it may be any name.
    pub(super) lost: bool,
    /// Known texts went into it that are not among the parts.
    pub(super) blurred: bool,
}

impl Parts {
    pub(super) fn of(value: &Value) -> Self {
        let mut parts = Self::default();
        parts.take(value);
        parts
    }

    fn take(&mut self, value: &Value) {
        match value.unmask().0 {
            Value::String(text) => self.texts.push(Arc::clone(text)),
            Value::Unknown(unknown) => self.take_unknown(unknown),
            Value::Seq(_, elements) => elements.iter().for_each(|element| self.take(element)),
            Value::Object(entries) => entries.values().for_each(|entry| self.take(entry)),
            // A whole module: all its outputs.
            Value::Subject(_) => self.lost = true,
            Value::Sensitive(inner) => self.take(inner),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn take_unknown(&mut self, unknown: &Unknown) {
        self.attributes.extend(unknown.attributes().iter().cloned());
        match (&unknown.origin, unknown.bounds.as_deref()) {
            (Origin::Verbatim(_) | Origin::OneOf(_), _) => {}
            (_, Some(Bounds::Text(pieces))) => pieces.iter().for_each(|piece| self.take(piece)),
            (_, Some(Bounds::Json(value))) => self.take(value),
            (_, Some(Bounds::Elements { certain, possible })) => {
                certain.iter().chain(possible.iter()).for_each(|element| self.take(element));
            }
            (Origin::Elsewhere, _) => self.lost = true,
            // Of what is computed from several only the attributes are kept. A reason of its own comes from a part that
            // has none.
            (Origin::Derived(_), _) => {
                self.lost |= unknown.why.is_some();
                self.blurred = true;
            }
        }
    }
}
