//! A *value* is known, or unknown with its provenance: which attribute of which instance it will come from. Terraform
//! knows at plan time which instances there will be; it only does not know their ARNs. That is what makes an exact
//! answer before the apply possible.
//!
//! A [`Value::Sensitive`] wraps what must be used and never shown. It is a variant and not a flag: code that forgets
//! it fails to match the value, and does not print it.

mod json;

use std::fmt;
use std::sync::Arc;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::{Address, Entries, Number, Path};

/// A value of Terraform's type system. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(Arc<str>),
    /// A list, set or tuple. JSON does not tell them apart: what a plan says is a [`SeqKind::Tuple`].
    Seq(SeqKind, Arc<Vec<Value>>),
    /// An object or a map, ordered by key as Terraform iterates it.
    Object(Arc<Entries>),
    /// Known only after the apply.
    Unknown(Arc<Unknown>),
    /// Under a sensitive mask: used, never shown.
    Sensitive(Arc<Value>),
    /// Something a scope knows how to look into, such as a route or an instance. It has attributes, and no text.
    Subject(Handle),
}

/// Which of the three sequences a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeqKind {
    /// All elements of one type, in order.
    List,
    /// Without order and without duplicates.
    Set,
    /// Elements of any type, in order.
    Tuple,
}

/// A name for something that a scope can look into; its numbers mean something to that scope alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Handle {
    /// Which class of things.
    pub class: u16,
    /// Which one of them.
    pub index: u32,
}

/// A value that is known only after the apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// Where it will come from.
    pub origin: Origin,
    /// Why it is not known, where there is more to say than its origin does.
    pub why: Option<Arc<str>>,
    /// What is certain about it all the same.
    pub bounds: Option<Arc<Bounds>>,
}

/// What is certain about a value that is not known. It lets `length(r) > 0` be true where one certain element suffices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bounds {
    /// A list with the certain elements, and with any of the possible ones.
    Elements {
        /// Elements it has.
        certain: Vec<Value>,
        /// Elements it may have. Some of the certain ones may stand here again: a list of many is shared.
        possible: Arc<Vec<Value>>,
    },
    /// A number between these two, both included.
    Between {
        /// The smallest it can be.
        least: Number,
        /// The largest it can be.
        most: Number,
    },
    /// A text of these pieces, one behind the other, of which some are not known.
    Text(Arc<Vec<Value>>),
    /// The JSON text of this value, which is not known in part.
    Json(Arc<Value>),
    /// The greatest of the numbers that it depends on.
    Greatest,
    /// What stands between separators in the one text that it depends on.
    Split(Arc<str>),
    /// One piece of such a text.
    Piece {
        /// The separator.
        separator: Arc<str>,
        /// Which piece, counted from 0.
        at: usize,
    },
}

/// Where an unknown value will come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// It *is* this attribute: it was only passed on.
    Verbatim(AttributeRef),
    /// It is one of these attributes; which one is not known.
    OneOf(Vec<AttributeRef>),
    /// It is computed from these attributes.
    Derived(Vec<AttributeRef>),
    /// It leaves what the plan and the configuration tell.
    Elsewhere,
}

/// An attribute of one instance.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AttributeRef {
    /// The instance.
    pub instance: Arc<Address>,
    /// The key of a deposed object of that instance.
    pub deposed: Option<Arc<str>>,
    /// The attribute.
    pub path: Path,
}

impl fmt::Display for AttributeRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.instance)?;
        if let Some(key) = &self.deposed {
            write!(f, " (deposed {key})")?;
        }
        if self.path.steps.is_empty() {
            return Ok(());
        }
        write!(f, ".{}", self.path)
    }
}

impl Unknown {
    /// Unknown, coming from `origin`, with nothing certain about it.
    pub fn new(origin: Origin, why: Option<Arc<str>>) -> Self {
        Self { origin, why, bounds: None }
    }

    /// The reason in words a Terraform user knows.
    pub fn reason(&self) -> String {
        let list = |refs: &[AttributeRef]| refs.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let origin = match &self.origin {
            Origin::Verbatim(attribute) => format!("known after apply: {attribute}"),
            Origin::OneOf(attributes) => format!("known after apply: one of {}", list(attributes)),
            Origin::Derived(attributes) => format!("known after apply: depends on {}", list(attributes)),
            Origin::Elsewhere => String::new(),
        };
        match (&self.why, origin.is_empty()) {
            (Some(why), _) => why.to_string(),
            (None, false) => origin,
            (None, true) => "known after apply".to_owned(),
        }
    }

    /// The attributes of which it is one; `None` where it is computed, or comes from elsewhere.
    pub fn candidates(&self) -> Option<&[AttributeRef]> {
        match &self.origin {
            Origin::Verbatim(attribute) => Some(std::slice::from_ref(attribute)),
            Origin::OneOf(attributes) => Some(attributes),
            Origin::Derived(_) | Origin::Elsewhere => None,
        }
    }

    /// The attributes it comes from, whatever the way.
    pub fn attributes(&self) -> &[AttributeRef] {
        match &self.origin {
            Origin::Verbatim(attribute) => std::slice::from_ref(attribute),
            Origin::OneOf(attributes) | Origin::Derived(attributes) => attributes,
            Origin::Elsewhere => &[],
        }
    }
}

thread_local! {
    // Every second attribute of a plan is one of these two.
    static NO_TEXT: Arc<str> = Arc::from("");
    static NO_ELEMENTS: Arc<Vec<Value>> = Arc::default();
}

/// A text in normal form C: two ways to type `é` are one text.
pub fn normal(text: &str) -> Arc<str> {
    if text.is_empty() {
        return NO_TEXT.with(Arc::clone);
    }
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return text.into();
    }
    text.nfc().collect::<String>().into()
}

impl Value {
    /// A string, in normal form C, as all of Terraform's are.
    pub fn string(text: &str) -> Self {
        Self::String(normal(text))
    }

    /// A whole number.
    pub fn integer(number: impl Into<i128>) -> Self {
        Self::Number(Number::from(number.into()))
    }

    /// A tuple.
    pub fn tuple(elements: Vec<Value>) -> Self {
        let elements = if elements.is_empty() { NO_ELEMENTS.with(Arc::clone) } else { Arc::new(elements) };
        Self::Seq(SeqKind::Tuple, elements)
    }

    /// A list.
    pub fn list(elements: Vec<Value>) -> Self {
        Self::Seq(SeqKind::List, Arc::new(elements))
    }

    /// An object.
    pub fn object(entries: Entries) -> Self {
        Self::Object(Arc::new(entries))
    }

    /// Unknown for a reason that names no attribute.
    pub fn unknown_because(why: impl Into<Arc<str>>) -> Self {
        Self::Unknown(Arc::new(Unknown::new(Origin::Elsewhere, Some(why.into()))))
    }

    /// Unknown, and it will be exactly `attribute`.
    pub fn unknown_attribute(attribute: AttributeRef) -> Self {
        Self::unknown(Origin::Verbatim(attribute))
    }

    /// Unknown, coming from `origin`.
    pub fn unknown(origin: Origin) -> Self {
        Self::Unknown(Arc::new(Unknown::new(origin, None)))
    }

    /// The same value under a sensitive mask.
    pub fn sensitive(self) -> Self {
        match self {
            Self::Sensitive(_) => self,
            other => Self::Sensitive(Arc::new(other)),
        }
    }

    /// The value below its own mask, and whether it had one. Masks further down stay.
    pub fn unmask(&self) -> (&Value, bool) {
        match self {
            Self::Sensitive(inner) => (inner, true),
            other => (other, false),
        }
    }

    /// The text of a known string, masked or not. Whoever shows it asks [`Value::unmask`] first.
    pub fn as_str(&self) -> Option<&str> {
        match self.unmask().0 {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// A known boolean; `"true"`, `"1"`, `"false"` and `"0"` convert as Terraform has it.
    pub fn as_bool(&self) -> Option<bool> {
        match self.unmask().0 {
            Self::Bool(truth) => Some(*truth),
            Self::String(text) if matches!(&**text, "true" | "1") => Some(true),
            Self::String(text) if matches!(&**text, "false" | "0") => Some(false),
            _ => None,
        }
    }

    /// A known number; strings that spell one convert as Terraform has it.
    pub fn as_number(&self) -> Option<Number> {
        match self.unmask().0 {
            Self::Number(number) => Some(*number),
            Self::String(text) => Number::parse(text),
            _ => None,
        }
    }

    /// The elements of a known list, set or tuple.
    pub fn as_seq(&self) -> Option<&[Value]> {
        match self.unmask().0 {
            Self::Seq(_, elements) => Some(elements),
            _ => None,
        }
    }

    /// The elements of a sequence, each under the mask of the whole; none where it is not one. Who shows an element takes
    /// it from here: a mask over a block or a set would be lost on the way to its parts.
    pub fn elements(&self) -> Vec<Value> {
        let masked = self.unmask().1;
        let all = self.as_seq().unwrap_or_default().iter().cloned();
        if masked { all.map(Value::sensitive).collect() } else { all.collect() }
    }

    /// The entries of a known object or map.
    pub fn as_object(&self) -> Option<&Entries> {
        match self.unmask().0 {
            Self::Object(entries) => Some(entries),
            _ => None,
        }
    }

    /// What is unknown about the value itself (not about its parts).
    pub fn as_unknown(&self) -> Option<&Unknown> {
        match self.unmask().0 {
            Self::Unknown(unknown) => Some(unknown),
            _ => None,
        }
    }

    /// The entry `name` of a known object. A mask on the object covers the entry too.
    pub fn get(&self, name: &str) -> Option<Value> {
        let (inner, masked) = self.unmask();
        let Self::Object(entries) = inner else { return None };
        let entry = entries.get(name)?.clone();
        Some(if masked { entry.sensitive() } else { entry })
    }

    /// `null`, `""`, `[]`, `{}`: the provider swaps them freely (after a refresh an empty string stands where the plan
    /// of the creation had null), so none of them says more than "not set".
    pub fn is_unset(&self) -> bool {
        match self.unmask().0 {
            Self::Null => true,
            Self::String(text) => text.is_empty(),
            Self::Seq(_, elements) => elements.is_empty(),
            Self::Object(entries) => entries.is_empty(),
            _ => false,
        }
    }

    /// The first unknown in the value or its parts, depth first.
    pub fn first_unknown(&self) -> Option<&Arc<Unknown>> {
        match self.unmask().0 {
            Self::Unknown(unknown) => Some(unknown),
            Self::Seq(_, elements) => elements.iter().find_map(Value::first_unknown),
            Self::Object(entries) => entries.values().find_map(Value::first_unknown),
            _ => None,
        }
    }

    /// A mask stands on the value or on a part of it.
    pub fn has_mask(&self) -> bool {
        match self {
            Self::Sensitive(_) => true,
            Self::Seq(_, elements) => elements.iter().any(Value::has_mask),
            Self::Object(entries) => entries.values().any(Value::has_mask),
            _ => false,
        }
    }

    /// The type's name as Terraform says it.
    pub fn type_name(&self) -> &'static str {
        match self.unmask().0 {
            Self::Null => "null",
            Self::Bool(_) => "bool",
            Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::Seq(SeqKind::List, _) => "list",
            Self::Seq(SeqKind::Set, _) => "set",
            Self::Seq(SeqKind::Tuple, _) => "tuple",
            Self::Object(_) => "object",
            Self::Unknown(_) => "unknown",
            Self::Sensitive(_) => "sensitive",
            Self::Subject(_) => "subject",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_three_words() {
        assert_eq!(size_of::<Value>(), 24);
    }
}
