//! JSON: to text and back.

use serde_json::{Map, Number as JsonNumber, Value as Json};

use crate::eval::convert::describe;
use crate::model::{Number, Value};

use super::{Context, Function, Regard, argument, exactly, row, text_of};

pub(super) const ROWS: &[Function] = &[
    row(
        "jsonencode",
        exactly(1),
        Regard::Whole,
        jsonencode,
        r#"jsonencode({ a = 1 }) = "{\"a\":1}""#,
        "the value as JSON text",
    ),
    row("jsondecode", exactly(1), Regard::Whole, jsondecode, r#"jsondecode("[1]") = [1]"#, "the value of JSON text"),
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

fn jsonencode(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    Ok(Value::string(&encode(argument(arguments, 0)?)?))
}

fn jsondecode(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let text = text_of(arguments, 0)?;
    serde_json::from_str(&text)
        .map_err(|error| format!("the text is not JSON (line {}, column {})", error.line(), error.column()))
}
