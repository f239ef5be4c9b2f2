//! YAML: one document, as Terraform reads and writes it.

use std::collections::BTreeMap;
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};

use crate::eval::convert::text;
use crate::hash::HashMap;
use crate::model::{Number, Value};

use super::super::json;
use super::super::time::normal_time;
use super::super::{Context, argument, check_length, text_of};

/// Deepest document that is read.
const DEEPEST: usize = 100;

pub(super) fn decode(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let text = text_of(arguments, 0)?;
    let mut reader = Reader { open: Vec::new(), anchors: HashMap::default(), done: None, documents: 0 };
    for event in Parser::new_from_str(&text) {
        let (event, _) = event.map_err(|error| {
            format!("the text is not YAML (line {}, column {})", error.marker().line(), error.marker().col() + 1)
        })?;
        context.charge(STEPS_OF_EVENT)?;
        reader.take(context, event)?;
    }
    reader.done.ok_or_else(|| "the text is empty".to_owned())
}

/// Steps that an event of the reader is worth.
const STEPS_OF_EVENT: usize = 5;

/// A list or a map that is not closed yet.
enum Open {
    List(Vec<Value>),
    Map { entries: BTreeMap<Arc<str>, Value>, key: Option<Value> },
}

struct Reader {
    open: Vec<(Open, usize)>,
    anchors: HashMap<usize, Value>,
    done: Option<Value>,
    documents: usize,
}

impl Reader {
    fn take(&mut self, context: &Context<'_>, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let value = scalar(&text, style, tag.as_deref())?;
                self.put(value, anchor)
            }
            Event::SequenceStart(anchor, _) => self.start(Open::List(Vec::new()), anchor),
            Event::MappingStart(anchor, _) => self.start(Open::Map { entries: BTreeMap::new(), key: None }, anchor),
            Event::SequenceEnd | Event::MappingEnd => {
                let Some((open, anchor)) = self.open.pop() else { return Ok(()) };
                let value = match open {
                    Open::List(list) => Value::tuple(list),
                    Open::Map { entries, .. } => Value::object(entries.into()),
                };
                self.put(value, anchor)
            }
            Event::Alias(anchor) => {
                let value = self.anchors.get(&anchor).cloned().ok_or("an alias has no anchor before it")?;
                // Aliases in aliases grow without end.
                context.survey([&value])?;
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
            Some((Open::Map { entries, key }, _)) => match key.take() {
                None => *key = Some(value),
                Some(name) if name == Value::string("<<") => merge(entries, &value)?,
                Some(name) => {
                    let name = text(&name).map_err(|_| "a key of a map is no text".to_owned())?;
                    entries.insert(name, value);
                }
            },
        }
        Ok(())
    }
}

/// `<<` takes over a map, or several of which the first ones count most. What comes behind it overrides it.
fn merge(entries: &mut BTreeMap<Arc<str>, Value>, other: &Value) -> Result<(), String> {
    let maps = match other {
        Value::Seq(_, list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    for map in maps.iter().rev() {
        let more = map.as_object().ok_or("`<<` merges maps, and this is none")?;
        entries.extend(more.iter().map(|(key, value)| (key.clone(), value.clone())));
    }
    Ok(())
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

/// What a scalar without quotes means. Terraform's YAML still knows `yes` and `off`, and times.
fn plain(text: &str) -> Value {
    const TRUE: [&str; 11] = ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"];
    const FALSE: [&str; 11] = ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"];
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        _ if TRUE.contains(&text) => return Value::Bool(true),
        _ if FALSE.contains(&text) => return Value::Bool(false),
        _ => {}
    }
    let found = number(text).map(Value::Number);
    found.or_else(|| timestamp(text)).unwrap_or_else(|| Value::string(text))
}

fn timestamp(text: &str) -> Option<Value> {
    let starts_with_year = text.get(..5)?.ends_with('-') && text.starts_with(|c: char| c.is_ascii_digit());
    let whole = if text.len() == 10 { format!("{text}T00:00:00Z") } else { text.to_owned() };
    starts_with_year.then(|| normal_time(&whole))?.map(|time| Value::string(&time))
}

fn number(text: &str) -> Option<Number> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let sign = if text.starts_with('-') { -1 } else { 1 };
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    for (prefix, base) in [("0x", 16), ("0o", 8)] {
        if let Some(rest) = digits.strip_prefix(prefix) {
            return i128::from_str_radix(rest, base).ok().map(|it| Number::from(sign * it));
        }
    }
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-');
    digits.chars().all(is_number).then(|| Number::parse(text.strip_prefix('+').unwrap_or(text)))?
}

pub(super) fn encode(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let mut out = String::new();
    let value = argument(arguments, 0)?;
    write(value, 0, false, &mut out)?;
    if matches!(value, Value::Null | Value::Bool(_) | Value::Number(_)) {
        out.push_str("...\n");
    }
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
