//! YAML: one document, as Terraform reads and writes it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};

use crate::eval::convert::text;
use crate::eval::survey::survey;
use crate::model::{Number, Value};

use super::super::json;
use super::super::{Context, argument, check_length, text_of};

/// Deepest document that is read.
const DEEPEST: usize = 100;

pub(super) fn decode(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let text = text_of(arguments, 0)?;
    let mut reader = Reader { open: Vec::new(), anchors: HashMap::new(), done: None, documents: 0 };
    for event in Parser::new_from_str(&text) {
        let (event, _) = event.map_err(|error| {
            format!("the text is not YAML (line {}, column {})", error.marker().line(), error.marker().col() + 1)
        })?;
        context.charge(1)?;
        reader.take(event)?;
    }
    Ok(reader.done.unwrap_or(Value::Null))
}

/// A list or a map that is not closed yet.
enum Open {
    List(Vec<Value>),
    Map { entries: BTreeMap<Arc<str>, Value>, key: Option<Value>, merged: Vec<Value> },
}

struct Reader {
    open: Vec<(Open, usize)>,
    anchors: HashMap<usize, Value>,
    done: Option<Value>,
    documents: usize,
}

impl Reader {
    fn take(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let value = scalar(&text, style, tag.as_deref())?;
                self.put(value, anchor)
            }
            Event::SequenceStart(anchor, _) => self.start(Open::List(Vec::new()), anchor),
            Event::MappingStart(anchor, _) => {
                self.start(Open::Map { entries: BTreeMap::new(), key: None, merged: Vec::new() }, anchor)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some((open, anchor)) = self.open.pop() else { return Ok(()) };
                let value = match open {
                    Open::List(list) => Value::tuple(list),
                    Open::Map { entries, merged, .. } => map(entries, &merged)?,
                };
                self.put(value, anchor)
            }
            Event::Alias(anchor) => {
                let value = self.anchors.get(&anchor).cloned().ok_or("an alias has no anchor before it")?;
                // Aliases in aliases grow without end.
                survey([&value])?;
                self.put(value, 0)
            }
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 { Err("the text has more than one document".to_owned()) } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }

    fn start(&mut self, open: Open, anchor: usize) -> Result<(), String> {
        if self.open.len() >= DEEPEST {
            return Err("the text is nested too deeply".to_owned());
        }
        self.open.push((open, anchor));
        Ok(())
    }

    fn put(&mut self, value: Value, anchor: usize) -> Result<(), String> {
        if anchor > 0 {
            self.anchors.insert(anchor, value.clone());
        }
        match self.open.last_mut() {
            None => self.done = Some(value),
            Some((Open::List(list), _)) => {
                check_length(list.len() + 1)?;
                list.push(value);
            }
            Some((Open::Map { entries, key, merged }, _)) => match key.take() {
                None => *key = Some(value),
                Some(name) if name == Value::string("<<") => merged.push(value),
                Some(name) => {
                    let name = text(&name).map_err(|_| "a key of a map is no text".to_owned())?;
                    entries.insert(name, value);
                }
            },
        }
        Ok(())
    }
}

/// `<<` takes over what the map itself does not set.
fn map(mut entries: BTreeMap<Arc<str>, Value>, merged: &[Value]) -> Result<Value, String> {
    for other in merged {
        let maps = match other {
            Value::Seq(_, list) => list.as_slice(),
            one => std::slice::from_ref(one),
        };
        for map in maps {
            let more = map.as_object().ok_or("`<<` merges maps, and this is none")?;
            for (key, value) in more {
                entries.entry(key.clone()).or_insert_with(|| value.clone());
            }
        }
    }
    Ok(Value::object(entries))
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Value, String> {
    let tag = tag.map(|tag| tag.suffix.as_str());
    match tag {
        Some("str") => return Ok(Value::string(text)),
        Some("binary" | "timestamp") | None => {}
        Some("int" | "float" | "bool" | "null") => {
            let value = plain(text);
            return if matches!(value, Value::String(_)) {
                Err("a scalar is not what its tag says".to_owned())
            } else {
                Ok(value)
            };
        }
        Some(_) => return Err("the text has a tag that is not supported".to_owned()),
    }
    Ok(if style == ScalarStyle::Plain && tag.is_none() { plain(text) } else { Value::string(text) })
}

/// What a scalar without quotes means.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    number(text).map_or_else(|| Value::string(text), Value::Number)
}

fn number(text: &str) -> Option<Number> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let sign = if text.starts_with('-') { -1 } else { 1 };
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    for (prefix, base) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(rest) = digits.strip_prefix(prefix) {
            return i128::from_str_radix(&rest.replace('_', ""), base).ok().map(|it| Number::Whole(sign * it));
        }
    }
    let is_octal = digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_octal && let Ok(octal) = i128::from_str_radix(digits, 8) {
        return Some(Number::Whole(sign * octal));
    }
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-' | '_');
    if !digits.chars().all(is_number) {
        return None;
    }
    Number::parse(text.strip_prefix('+').unwrap_or(text).replace('_', "").as_str())
}

pub(super) fn encode(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let mut out = String::new();
    write(argument(arguments, 0)?, 0, false, &mut out)?;
    Ok(Value::string(&out))
}

/// Terraform quotes every key and every text. `inline`: the value stands behind `- ` or a key.
fn write(value: &Value, indent: usize, behind_dash: bool, out: &mut String) -> Result<(), String> {
    let margin = " ".repeat(indent);
    let first = |at: usize| if at == 0 && behind_dash { "" } else { margin.as_str() };
    match value.unmask().0 {
        Value::Seq(_, list) if !list.is_empty() => {
            for (at, element) in list.iter().enumerate() {
                out.push_str(first(at));
                out.push('-');
                out.push(' ');
                write(element, indent + 2, true, out)?;
            }
        }
        Value::Object(entries) if !entries.is_empty() => {
            for (at, (key, entry)) in entries.iter().enumerate() {
                out.push_str(first(at));
                out.push_str(&json::encode(&Value::String(key.clone()))?);
                out.push(':');
                match entry.unmask().0 {
                    Value::Seq(_, list) if !list.is_empty() => {
                        out.push('\n');
                        write(entry, indent, false, out)?;
                    }
                    Value::Object(entries) if !entries.is_empty() => {
                        out.push('\n');
                        write(entry, indent + 2, false, out)?;
                    }
                    _ => {
                        out.push(' ');
                        write(entry, indent + 2, true, out)?;
                    }
                }
            }
        }
        Value::String(text) if text.contains('\n') => block(text, indent, out),
        plain => {
            out.push_str(&json::encode(plain)?);
            out.push('\n');
        }
    }
    Ok(())
}

/// A text of several lines stands as it is, below a `|`.
fn block(text: &str, indent: usize, out: &mut String) {
    let mark = match (text.ends_with("\n\n"), text.ends_with('\n')) {
        (true, _) => "|+",
        (false, true) => "|",
        (false, false) => "|-",
    };
    out.push_str(mark);
    out.push('\n');
    let margin = " ".repeat(indent.max(2));
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        if !line.is_empty() {
            out.push_str(&margin);
            out.push_str(line);
        }
        out.push('\n');
    }
}
