//! Terraform's conversions between strings, numbers and booleans. What cannot be converted is an error that says what
//! stands there, never what it holds.

use std::sync::Arc;

use crate::model::{Number, Value};

/// What stands there, in words.
pub(super) fn describe(value: &Value) -> &'static str {
    match value.unmask().0 {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Seq(..) => "a list",
        Value::Object(_) => "an object",
        Value::Unknown(_) => "not known",
        Value::Sensitive(_) => "sensitive",
        Value::Subject(_) => "a subject, not a plain value",
    }
}

/// The text of a known value that has one.
pub(super) fn text(value: &Value) -> Result<Arc<str>, String> {
    match value.unmask().0 {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string().into()),
        Value::Bool(truth) => Ok(if *truth { "true" } else { "false" }.into()),
        Value::Seq(..) => Err("text is needed, and this is a list; use join(\", \", …) or jsonencode(…)".to_owned()),
        Value::Object(_) => {
            Err("text is needed, and this is an object; use one of its attributes or jsonencode(…)".to_owned())
        }
        Value::Subject(_) => {
            Err("text is needed, and this is a subject; use one of its properties, such as `.address`".to_owned())
        }
        other => Err(format!("text is needed, and this is {}", describe(other))),
    }
}

/// The number of a known value that has one.
pub(super) fn number(value: &Value) -> Result<Number, String> {
    value.as_number().ok_or_else(|| format!("a number is needed, and this is {}", describe(value)))
}

/// A whole number that counts or points at something.
pub(super) fn whole(value: &Value) -> Result<i128, String> {
    number(value)?.as_i128().ok_or_else(|| "a whole number is needed".to_owned())
}

/// The truth of a value; `None` where it is unknown.
pub(super) fn truth(value: &Value) -> Result<Option<bool>, String> {
    if value.as_unknown().is_some() {
        return Ok(None);
    }
    match value.as_bool() {
        Some(truth) => Ok(Some(truth)),
        None => Err(format!("true or false is needed, and this is {}", describe(value))),
    }
}

/// The key of an object or a map.
pub(super) fn key(value: &Value) -> Result<Arc<str>, String> {
    text(value).map_err(|_| format!("a key is text, and this is {}", describe(value)))
}
