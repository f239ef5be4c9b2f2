//! CSV as RFC 4180 has it: the first line names the columns.

use std::sync::Arc;

use crate::model::Value;

use super::super::{Context, check_length, text_of};

pub(super) fn decode(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let text = text_of(arguments, 0)?;
    let mut lines = records(&text)?.into_iter();
    let names: Vec<Arc<str>> = lines.next().ok_or("the text has no first line that names the columns")?;
    for (at, name) in names.iter().enumerate() {
        if names.iter().take(at).any(|other| other == name) {
            return Err("two columns have the same name".to_owned());
        }
    }
    let mut rows = Vec::new();
    for line in lines {
        if line.len() != names.len() {
            return Err("each line must have as many fields as the first".to_owned());
        }
        check_length(rows.len() + 1)?;
        let fields = names.iter().cloned().zip(line.into_iter().map(Value::String));
        rows.push(Value::object(fields.collect()));
    }
    Ok(Value::list(rows))
}

/// Lines without any text are passed over, as Go's reader does.
fn records(text: &str) -> Result<Vec<Vec<Arc<str>>>, String> {
    let text = text.replace("\r\n", "\n");
    let mut records = Vec::new();
    let mut rest = text.as_str();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('\n') {
            rest = after;
            continue;
        }
        let mut record = Vec::new();
        loop {
            let (field, after) = field(rest)?;
            record.push(field);
            rest = after;
            match rest.strip_prefix(',') {
                Some(after) => rest = after,
                None => break,
            }
        }
        rest = rest.strip_prefix('\n').unwrap_or(rest);
        records.push(record);
    }
    Ok(records)
}

/// A field, and what comes behind it: a comma, a line end or nothing.
fn field(text: &str) -> Result<(Arc<str>, &str), String> {
    let Some(mut rest) = text.strip_prefix('"') else {
        let end = text.find([',', '\n']).unwrap_or(text.len());
        let (field, after) = text.split_at_checked(end).unwrap_or((text, ""));
        if field.contains('"') {
            return Err("a quote stands in a field that is not in quotes".to_owned());
        }
        return Ok((field.into(), after));
    };
    let mut field = String::new();
    loop {
        let (part, after) = rest.split_once('"').ok_or("a field in quotes is never closed")?;
        field.push_str(part);
        match after.strip_prefix('"') {
            Some(after) => {
                field.push('"');
                rest = after;
            }
            None if after.is_empty() || after.starts_with([',', '\n']) => return Ok((field.into(), after)),
            None => return Err("a comma or a line end belongs behind a field in quotes".to_owned()),
        }
    }
}
