//! Conversions, and masks.

use std::sync::Arc;

use crate::eval::Type;
use crate::eval::convert::{number, text, truth};
use crate::model::Value;

use super::{Context, Function, Regard, argument, exactly, json, row};

pub(super) const ROWS: &[Function] = &[
    row("tostring", exactly(1), Regard::Open, tostring, r#"tostring(1) = "1""#, "the value as text"),
    row("tonumber", exactly(1), Regard::Parts, tonumber, r#"tonumber("1") = 1"#, "the value as a number"),
    row("tobool", exactly(1), Regard::Parts, tobool, r#"tobool("true") = true"#, "the value as a boolean"),
    row("tolist", exactly(1), Regard::Open, tolist, "tolist(toset([1])) = [1]", "the value as a list"),
    row("tomap", exactly(1), Regard::Open, tomap, "tomap({ a = 1 }) = { a = 1 }", "the value as a map"),
    row("sensitive", exactly(1), Regard::Raw, sensitive, "sensitive(1)", "the value under a mask: used, never shown"),
    row(
        "nonsensitive",
        exactly(1),
        Regard::Raw,
        nonsensitive,
        "nonsensitive(sensitive(1)) = 1",
        "the value without its mask",
    ),
    row(
        "issensitive",
        exactly(1),
        Regard::Raw,
        issensitive,
        "issensitive(1) = false",
        "whether a mask stands on the value",
    ),
    row(
        "valuetostring",
        exactly(1),
        Regard::Raw,
        valuetostring,
        r#"valuetostring([1]) = "[\n  1\n]""#,
        "any value as text; lists and objects as JSON",
    ),
];

/// A text that is not known stays the attribute it will be.
fn tostring(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    match argument(arguments, 0)? {
        same @ (Value::Null | Value::Unknown(_)) => Ok(same.clone()),
        other => text(other).map(Value::String),
    }
}

fn tonumber(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    match argument(arguments, 0)? {
        Value::Null => Ok(Value::Null),
        Value::String(_) => {
            number(argument(arguments, 0)?).map(Value::Number).map_err(|_| "this text spells no number".to_owned())
        }
        other => number(other).map(Value::Number),
    }
}

fn tobool(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let value = argument(arguments, 0)?;
    if matches!(value, Value::Null) {
        return Ok(Value::Null);
    }
    truth(value).map(|truth| truth.map_or(Value::Null, Value::Bool))
}

fn tolist(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    Type::List(Box::new(Type::Any)).convert_in(argument(arguments, 0)?.clone(), context.scope)
}

fn tomap(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    Type::Map(Box::new(Type::Any)).convert_in(argument(arguments, 0)?.clone(), context.scope)
}

fn sensitive(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    Ok(argument(arguments, 0)?.clone().sensitive())
}

fn nonsensitive(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    Ok(argument(arguments, 0)?.unmask().0.clone())
}

fn issensitive(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    Ok(Value::Bool(argument(arguments, 0)?.unmask().1))
}

/// Unlike everything else it makes text of what is not known: it is meant for messages.
fn valuetostring(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let value = argument(arguments, 0)?;
    let masked = context.survey([value])?.masked;
    let text: Arc<str> = match value.unmask().0 {
        Value::Null => "(null)".into(),
        Value::Unknown(_) => "(unknown)".into(),
        Value::Seq(..) | Value::Object(_) => json::encode_for_people(value)?.into(),
        plain => text(plain)?,
    };
    let text = Value::String(text);
    Ok(if masked { text.sensitive() } else { text })
}
