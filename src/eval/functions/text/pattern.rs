//! Regular expressions: linear time on any pattern, and patterns of bounded size.

use std::sync::Arc;

use regex::{Captures, Regex, RegexBuilder};

use crate::eval::MAX_TEXT;
use crate::model::Value;

use super::super::{Context, check_length, text_of};

/// A pattern of a class of size: how large it may be when it is compiled, what compiling it costs, and what each byte of
/// text costs in the worst case, in steps of an evaluation.
struct Class {
    limit: usize,
    compile: usize,
    byte: usize,
}

/// The sizes are tried from small to large, so that the price of the next one is paid before it is tried.
const CLASSES: [Class; 3] = [
    Class { limit: 1 << 14, compile: 500, byte: 2 },
    Class { limit: 1 << 17, compile: 2_000, byte: 40 },
    Class { limit: 1 << 20, compile: 40_000, byte: 400 },
];

/// The pattern, and the right to hold it against `text` once.
fn compile(context: &Context<'_>, pattern: &str, text: &str) -> Result<Regex, String> {
    for class in &CLASSES {
        context.charge(class.compile)?;
        match RegexBuilder::new(pattern).size_limit(class.limit).dfa_size_limit(1 << 20).build() {
            Ok(regex) => {
                context.charge(text.len().saturating_mul(class.byte))?;
                return Ok(regex);
            }
            Err(regex::Error::CompiledTooBig(_)) => {}
            Err(_) => {
                let words = "the regular expression is not valid; a backslash is written twice in quotes: \"\\\\d\"";
                return Err(words.to_owned());
            }
        }
    }
    Err("the regular expression is too large".to_owned())
}

/// To find a short match, the rest of the text may have been read to its end.
fn charge_rest(context: &Context<'_>, text: &str, captures: &Captures<'_>) -> Result<(), String> {
    let end = captures.get(0).map_or(0, |found| found.end());
    context.charge((text.len() - end) / 64)
}

/// The whole match; a list of its groups, where it has some; an object of them, where they have names.
fn matched(regex: &Regex, captures: &Captures<'_>) -> Value {
    let group = |index: usize| captures.get(index).map_or(Value::Null, |found| Value::string(found.as_str()));
    if regex.captures_len() == 1 {
        return group(0);
    }
    let names: Vec<Option<&str>> = regex.capture_names().skip(1).collect();
    if names.iter().any(Option::is_some) {
        let named = names.iter().enumerate().filter_map(|(at, name)| Some((Arc::from((*name)?), group(at + 1))));
        return Value::object(named.collect());
    }
    Value::tuple((1..regex.captures_len()).map(group).collect())
}

pub(super) fn regex(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let text = text_of(arguments, 1)?;
    let regex = compile(context, &text_of(arguments, 0)?, &text)?;
    let captures = regex.captures(&text).ok_or("the text does not match; test with regex_match(…) or can(regex(…))")?;
    Ok(matched(&regex, &captures))
}

pub(super) fn regexall(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let text = text_of(arguments, 1)?;
    let regex = compile(context, &text_of(arguments, 0)?, &text)?;
    let mut found = Vec::new();
    for captures in regex.captures_iter(&text) {
        check_length(found.len() + 1)?;
        charge_rest(context, &text, &captures)?;
        found.push(matched(&regex, &captures));
    }
    Ok(Value::list(found))
}

pub(super) fn regex_match(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let text = text_of(arguments, 0)?;
    Ok(Value::Bool(compile(context, &text_of(arguments, 1)?, &text)?.is_match(&text)))
}

/// `/…/` is a regular expression, and `$1` its first group.
pub(super) fn replace(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (text, from, to) = (text_of(arguments, 0)?, text_of(arguments, 1)?, text_of(arguments, 2)?);
    let too_long = || Err("the text becomes too long".to_owned());
    let inner = from.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')).filter(|inner| !inner.is_empty());
    let Some(pattern) = inner else {
        let found = text.matches(&*from).count();
        if text.len().saturating_add(found.saturating_mul(to.len())) > MAX_TEXT {
            return too_long();
        }
        return Ok(Value::string(&text.replace(&*from, &to)));
    };
    let regex = compile(context, pattern, &text)?;
    let mut out = String::new();
    let mut end = 0;
    for captures in regex.captures_iter(&text) {
        let Some(found) = captures.get(0) else { continue };
        charge_rest(context, &text, &captures)?;
        out.push_str(text.get(end..found.start()).unwrap_or(""));
        captures.expand(&to, &mut out);
        end = found.end();
        if out.len() > MAX_TEXT {
            return too_long();
        }
    }
    out.push_str(text.get(end..).unwrap_or(""));
    Ok(Value::string(&out))
}
