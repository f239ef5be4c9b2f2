//! Regular expressions: linear time on any pattern, and patterns of bounded size.

use std::sync::Arc;

use regex::{Captures, Regex, RegexBuilder};

use crate::eval::MAX_TEXT;
use crate::model::Value;

use super::super::{Context, check_length, text_of};

fn compile(pattern: &str) -> Result<Regex, String> {
    let built = RegexBuilder::new(pattern).size_limit(1 << 20).dfa_size_limit(1 << 20).build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "the regular expression is too large".to_owned(),
        _ => "the regular expression is not valid; a backslash is written twice in quotes: \"\\\\d\"".to_owned(),
    })
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
    Value::list((1..regex.captures_len()).map(group).collect())
}

pub(super) fn regex(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let regex = compile(&text_of(arguments, 0)?)?;
    let text = text_of(arguments, 1)?;
    let captures = regex.captures(&text).ok_or("the text does not match; test with regex_match(…) or can(regex(…))")?;
    Ok(matched(&regex, &captures))
}

pub(super) fn regexall(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let regex = compile(&text_of(arguments, 0)?)?;
    let text = text_of(arguments, 1)?;
    let mut found = Vec::new();
    for captures in regex.captures_iter(&text) {
        check_length(found.len() + 1)?;
        found.push(matched(&regex, &captures));
    }
    Ok(Value::list(found))
}

pub(super) fn regex_match(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let regex = compile(&text_of(arguments, 1)?)?;
    Ok(Value::Bool(regex.is_match(&text_of(arguments, 0)?)))
}

/// `/…/` is a regular expression, and `$1` its first group.
pub(super) fn replace(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
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
    let regex = compile(pattern)?;
    let mut out = String::new();
    let mut end = 0;
    for captures in regex.captures_iter(&text) {
        let Some(found) = captures.get(0) else { continue };
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
