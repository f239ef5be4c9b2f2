//! JSON: to text and back.

use std::sync::Arc;

use serde_json::{Map, Number as JsonNumber, Value as Json};

use crate::eval::convert::describe;
use crate::eval::unknowns::{json_of, text_of as text_of_pieces};
use crate::model::{Bounds, Number, Origin, SeqKind, Unknown, Value};

use super::{Context, Function, Regard, argument, exactly, row, text_of};

pub(super) const ROWS: &[Function] = &[
    row(
        "jsonencode",
        exactly(1),
        Regard::Logic,
        jsonencode,
        r#"jsonencode({ a = 1 }) = "{\"a\":1}""#,
        "the value as JSON text",
    ),
    row("jsondecode", exactly(1), Regard::Logic, jsondecode, r#"jsondecode("[1]") = [1]"#, "the value of JSON text"),
];

/// The value as JSON; `unknown` stands for what is not known.
pub(super) fn to_json(value: &Value, unknown: &dyn Fn() -> Result<Json, String>) -> Result<Json, String> {
    match value.unmask().0 {
        Value::Null => Ok(Json::Null),
        Value::Bool(truth) => Ok(Json::Bool(*truth)),
        Value::Number(number) => Ok(json_number(*number)),
        Value::String(text) => Ok(Json::String(text.to_string())),
        Value::Seq(_, list) => {
            let list: Result<Vec<Json>, String> = list.iter().map(|element| to_json(element, unknown)).collect();
            Ok(Json::Array(list?))
        }
        Value::Object(entries) => {
            let entries = entries.iter().map(|(key, entry)| Ok((key.to_string(), to_json(entry, unknown)?)));
            Ok(Json::Object(entries.collect::<Result<Map<String, Json>, String>>()?))
        }
        Value::Unknown(_) => unknown(),
        other @ (Value::Subject(_) | Value::Sensitive(_)) => {
            Err(format!("JSON cannot hold what is {}", describe(other)))
        }
    }
}

fn json_number(number: Number) -> Json {
    let exact = match number {
        Number::Whole(whole) => {
            let whole = whole.get();
            i64::try_from(whole).map(JsonNumber::from).or_else(|_| u64::try_from(whole).map(JsonNumber::from)).ok()
        }
        Number::Real(_) => None,
    };
    exact.or_else(|| JsonNumber::from_f64(number.as_f64())).map_or(Json::Null, Json::Number)
}

/// JSON text as Terraform writes it: whole numbers with all their digits.
pub(super) fn encode(value: &Value) -> Result<String, String> {
    let mut out = String::new();
    write(value, &mut out)?;
    Ok(out)
}

fn write(value: &Value, out: &mut String) -> Result<(), String> {
    match value.unmask().0 {
        Value::Null => out.push_str("null"),
        Value::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::String(text) => write_text(text, out),
        Value::Seq(_, list) => {
            out.push('[');
            for (at, element) in list.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { "," });
                write(element, out)?;
            }
            out.push(']');
        }
        Value::Object(entries) => {
            out.push('{');
            for (at, (key, entry)) in entries.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { "," });
                write_text(key, out);
                out.push(':');
                write(entry, out)?;
            }
            out.push('}');
        }
        other => return Err(format!("JSON cannot hold what is {}", describe(other))),
    }
    Ok(())
}

/// What HTML could take for a tag is escaped, as Go does it.
fn write_text(text: &str, out: &mut String) {
    for c in Json::from(text).to_string().chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            other => out.push(other),
        }
    }
}

/// Indented JSON with `(unknown)` for what is not known.
pub(super) fn encode_for_people(value: &Value) -> Result<String, String> {
    let json = to_json(value, &|| Ok(Json::String("(unknown)".to_owned())))?;
    serde_json::to_string_pretty(&json).map_err(|_| "the value cannot be written as JSON".to_owned())
}

/// A value that is not known in part is remembered: who decodes the text asks for the parts that are.
fn jsonencode(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let value = argument(arguments, 0)?;
    let found = context.survey(arguments)?;
    match (found.unknowns.is_empty(), value) {
        (true, _) => Ok(Value::string(&encode(value)?)),
        (false, Value::Unknown(_)) => context.derived(arguments),
        (false, _) => Ok(json_of(value, found.unknowns.iter().map(|unknown| &**unknown))),
    }
}

fn jsondecode(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    if let [Value::Unknown(unknown)] = arguments {
        let value = match unknown.bounds.as_deref() {
            Some(Bounds::Json(value)) => Some(as_decoded(value)),
            Some(Bounds::Text(pieces)) => decode_pieces(pieces),
            _ => None,
        };
        return value.map_or_else(|| context.derived(arguments), Ok);
    }
    let text = text_of(arguments, 0)?;
    serde_json::from_str(&text)
        .map_err(|error| format!("the text is not JSON (line {}, column {})", error.line(), error.column()))
}

/// A value as it comes back: JSON knows no sets.
fn as_decoded(value: &Value) -> Value {
    match value {
        Value::Seq(SeqKind::Set, _) if value.first_unknown().is_some() => Value::Unknown(Arc::new(unordered(value))),
        Value::Seq(_, list) => Value::tuple(list.iter().map(as_decoded).collect()),
        Value::Object(entries) => {
            Value::object(entries.iter().map(|(key, entry)| (Arc::clone(key), as_decoded(entry))).collect())
        }
        other => other.clone(),
    }
}

/// The order of a set is known once all its elements are.
fn unordered(set: &Value) -> Unknown {
    let attributes = set.first_unknown().map(|unknown| unknown.attributes().to_vec()).unwrap_or_default();
    Unknown::new(Origin::Derived(attributes), None)
}

/// What stands for the unknown pieces of a text while it is read. Private use: no text has these.
const MARKS: std::ops::Range<u32> = 0xF_0000..0xF_F000;

/// JSON text of pieces, whose unknown ones stand inside of strings: what comes from a resource there ends no string.
fn decode_pieces(pieces: &[Value]) -> Option<Value> {
    let mut text = String::new();
    for (mark, piece) in MARKS.zip(pieces) {
        match piece.as_str() {
            Some(known) if known.chars().any(|c| MARKS.contains(&u32::from(c))) => return None,
            Some(known) => text.push_str(known),
            None => text.push(char::from_u32(mark)?),
        }
    }
    if pieces.len() > MARKS.len() {
        return None;
    }
    let value: Value = serde_json::from_str(&text).ok()?;
    (!has_marked_key(&value)).then(|| marked(&value, pieces))
}

fn has_marked_key(value: &Value) -> bool {
    let is_marked = |key: &str| key.chars().any(|c| MARKS.contains(&u32::from(c)));
    match value {
        Value::Seq(_, list) => list.iter().any(has_marked_key),
        Value::Object(entries) => entries.iter().any(|(key, entry)| is_marked(key) || has_marked_key(entry)),
        _ => false,
    }
}

/// A value with the pieces back in the place of their marks.
fn marked(value: &Value, pieces: &[Value]) -> Value {
    match value {
        Value::String(text) => with_pieces(text, pieces),
        Value::Seq(_, list) => Value::tuple(list.iter().map(|element| marked(element, pieces)).collect()),
        Value::Object(entries) => {
            Value::object(entries.iter().map(|(key, entry)| (Arc::clone(key), marked(entry, pieces))).collect())
        }
        other => other.clone(),
    }
}

fn with_pieces(text: &Arc<str>, pieces: &[Value]) -> Value {
    let mut found = Vec::new();
    let mut known = String::new();
    for c in text.chars() {
        let at = u32::from(c).checked_sub(MARKS.start).and_then(|at| usize::try_from(at).ok());
        match at.and_then(|at| pieces.get(at)).filter(|piece| piece.as_unknown().is_some()) {
            None => known.push(c),
            Some(piece) => {
                if !known.is_empty() {
                    found.push(Value::string(&std::mem::take(&mut known)));
                }
                found.push(piece.clone());
            }
        }
    }
    if found.is_empty() {
        return Value::String(Arc::clone(text));
    }
    if !known.is_empty() {
        found.push(Value::string(&known));
    }
    match found.as_slice() {
        [only] => only.clone(),
        _ => text_of_pieces(found),
    }
}
