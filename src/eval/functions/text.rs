//! Functions on text.

mod format;
mod pattern;

use crate::eval::convert::{describe, text, whole};
use crate::eval::unknowns::split_at;
use crate::model::{Origin, Value};

use super::{Context, Function, Regard, argument, at_least, elements, exactly, row, text_of};
use crate::eval::MAX_TEXT;
use unicode_segmentation::UnicodeSegmentation;

use format::{format, formatlist};
use pattern::{regex, regex_match, regexall, replace};

pub(super) const ROWS: &[Function] = &[
    row(
        "join",
        at_least(2),
        Regard::Logic,
        join,
        r#"join("-", ["a", "b"]) = "a-b""#,
        "the texts of a list, with a separator between them",
    ),
    row(
        "split",
        exactly(2),
        Regard::Logic,
        split,
        r#"split("-", "a-b") = ["a", "b"]"#,
        "the parts of a text between separators",
    ),
    row("lower", exactly(1), Regard::Whole, lower, r#"lower("AB") = "ab""#, "the text in small letters"),
    row("upper", exactly(1), Regard::Whole, upper, r#"upper("ab") = "AB""#, "the text in capital letters"),
    row("strrev", exactly(1), Regard::Whole, strrev, r#"strrev("ab") = "ba""#, "the text from its end"),
    row(
        "indent",
        exactly(2),
        Regard::Whole,
        indent,
        r#"indent(2, "a\nb") = "a\n  b""#,
        "every line but the first with so many blanks in front",
    ),
    row("title", exactly(1), Regard::Whole, title, r#"title("a b") = "A B""#, "every word with a capital letter"),
    row(
        "trim",
        exactly(2),
        Regard::Whole,
        trim,
        r#"trim("?a?", "?") = "a""#,
        "the text without these characters at its ends",
    ),
    row(
        "trimprefix",
        exactly(2),
        Regard::Whole,
        trimprefix,
        r#"trimprefix("ab", "a") = "b""#,
        "the text without this beginning",
    ),
    row(
        "trimsuffix",
        exactly(2),
        Regard::Whole,
        trimsuffix,
        r#"trimsuffix("ab", "b") = "a""#,
        "the text without this end",
    ),
    row(
        "trimspace",
        exactly(1),
        Regard::Whole,
        trimspace,
        r#"trimspace(" a ") = "a""#,
        "the text without blanks at its ends",
    ),
    row("chomp", exactly(1), Regard::Whole, chomp, r#"chomp("a\n") = "a""#, "the text without line ends at its end"),
    row(
        "substr",
        exactly(3),
        Regard::Whole,
        substr,
        r#"substr("hello", 1, 3) = "ell""#,
        "a part of a text: where it starts, and how long it is; -1 for all of it",
    ),
    row(
        "startswith",
        exactly(2),
        Regard::Whole,
        startswith,
        r#"startswith("ab", "a") = true"#,
        "whether the text begins so",
    ),
    row("endswith", exactly(2), Regard::Whole, endswith, r#"endswith("ab", "b") = true"#, "whether the text ends so"),
    row(
        "strcontains",
        exactly(2),
        Regard::Whole,
        strcontains,
        r#"strcontains("abc", "b") = true"#,
        "whether the text has this in it",
    ),
    row(
        "contains_substring",
        exactly(2),
        Regard::Whole,
        strcontains,
        r#"contains_substring("abc", "b") = true"#,
        "whether the text has this in it",
    ),
    row("basename", exactly(1), Regard::Whole, basename, r#"basename("a/b") = "b""#, "the last part of a path"),
    row("dirname", exactly(1), Regard::Whole, dirname, r#"dirname("a/b") = "a""#, "the path without its last part"),
    row(
        "format",
        (1, None),
        Regard::Logic,
        format,
        r#"format("%s-%02d", "a", 7) = "a-07""#,
        "a text with values filled in: %s %d %f %v %q %t %%",
    ),
    row(
        "formatlist",
        (1, None),
        Regard::Logic,
        formatlist,
        r#"formatlist("%s!", ["a", "b"]) = ["a!", "b!"]"#,
        "format for each element of the lists",
    ),
    row(
        "replace",
        exactly(3),
        Regard::Whole,
        replace,
        r#"replace("a.b", ".", "-") = "a-b""#,
        "the text with this replaced by that; /…/ is a regular expression",
    ),
    row(
        "regex",
        exactly(2),
        Regard::Whole,
        regex,
        r#"regex("[a-z]+", "1ab2") = "ab""#,
        "the first match of a regular expression, or its groups",
    ),
    row(
        "regexall",
        exactly(2),
        Regard::Whole,
        regexall,
        r#"regexall("[a-z]", "a1b") = ["a", "b"]"#,
        "all matches of a regular expression",
    ),
    row(
        "regex_match",
        exactly(2),
        Regard::Whole,
        regex_match,
        r#"regex_match("ab", "^a") = true"#,
        "whether the text matches a regular expression",
    ),
];

type Answer = Result<Value, String>;

/// A lone element is the text itself: a separator only stands between two.
fn join(context: &Context<'_>, arguments: &[Value]) -> Answer {
    if arguments.iter().any(|argument| argument.as_unknown().is_some()) {
        return context.derived(arguments);
    }
    let separator = text_of(arguments, 0)?;
    let mut parts = Vec::new();
    for at in 1..arguments.len() {
        parts.extend(elements(arguments, at)?);
    }
    if let [only @ Value::Unknown(_)] = parts.as_slice() {
        return Ok((*only).clone());
    }
    let found = context.survey(parts.iter().copied())?;
    if !found.unknowns.is_empty() {
        return context.derived(parts);
    }
    let mut joined = String::new();
    for (at, element) in parts.into_iter().enumerate() {
        let part = text(element).map_err(|_| format!("element {at} of the list is {}, not text", describe(element)))?;
        if joined.len() + separator.len() + part.len() > MAX_TEXT {
            return Err("the text becomes too long".to_owned());
        }
        if at > 0 {
            joined.push_str(&separator);
        }
        joined.push_str(&part);
    }
    Ok(Value::string(&joined))
}

/// A text that is one attribute, and not known, is remembered with where it is cut.
fn split(context: &Context<'_>, arguments: &[Value]) -> Answer {
    if let [separator, Value::Unknown(unknown)] = arguments {
        return match (separator, &unknown.origin) {
            (Value::String(separator), Origin::Verbatim(_)) => Ok(split_at(unknown, separator)),
            _ => context.derived(arguments),
        };
    }
    if arguments.iter().any(|argument| argument.as_unknown().is_some()) {
        return context.derived(arguments);
    }
    let (separator, whole) = (text_of(arguments, 0)?, text_of(arguments, 1)?);
    let parts: Vec<Value> = if whole.is_empty() {
        vec![Value::string("")]
    } else if separator.is_empty() {
        whole.chars().map(|c| Value::string(c.encode_utf8(&mut [0; 4]))).collect()
    } else {
        whole.split(&*separator).map(Value::string).collect()
    };
    Ok(Value::list(parts))
}

/// Letters are changed one by one, as Go does it: `ß` has no capital of one letter, and stays.
fn cased<I: Iterator<Item = char>>(text: &str, change: impl Fn(char) -> I) -> Answer {
    let one = |c: char| {
        let mut changed = change(c);
        changed.next().filter(|_| changed.next().is_none()).unwrap_or(c)
    };
    Ok(Value::string(&text.chars().map(one).collect::<String>()))
}

fn lower(_: &Context<'_>, arguments: &[Value]) -> Answer {
    cased(&text_of(arguments, 0)?, char::to_lowercase)
}

fn upper(_: &Context<'_>, arguments: &[Value]) -> Answer {
    cased(&text_of(arguments, 0)?, char::to_uppercase)
}

/// The letter at each start of a word; what Go calls a separator ends one.
fn title(_: &Context<'_>, arguments: &[Value]) -> Answer {
    let mut at_start = true;
    let mut titled = String::new();
    for c in text_of(arguments, 0)?.chars() {
        if at_start {
            titled.extend(c.to_uppercase());
        } else {
            titled.push(c);
        }
        at_start = if c.is_ascii() { !(c.is_ascii_alphanumeric() || c == '_') } else { c.is_whitespace() };
    }
    Ok(Value::string(&titled))
}

fn strrev(_: &Context<'_>, arguments: &[Value]) -> Answer {
    Ok(Value::string(&text_of(arguments, 0)?.graphemes(true).rev().collect::<String>()))
}

fn indent(_: &Context<'_>, arguments: &[Value]) -> Answer {
    let count = usize::try_from(whole(argument(arguments, 0)?)?).map_err(|_| "the number must not be negative")?;
    let text = text_of(arguments, 1)?;
    let lines = text.matches('\n').count();
    if text.len().saturating_add(lines.saturating_mul(count)) > MAX_TEXT {
        return Err("the text becomes too long".to_owned());
    }
    Ok(Value::string(&text.replace('\n', &format!("\n{}", " ".repeat(count)))))
}

fn trim(_: &Context<'_>, arguments: &[Value]) -> Answer {
    let (text, cut) = (text_of(arguments, 0)?, text_of(arguments, 1)?);
    Ok(Value::string(text.trim_matches(|c| cut.contains(c))))
}

fn trimprefix(_: &Context<'_>, arguments: &[Value]) -> Answer {
    let (text, prefix) = (text_of(arguments, 0)?, text_of(arguments, 1)?);
    Ok(Value::string(text.strip_prefix(&*prefix).unwrap_or(&text)))
}

fn trimsuffix(_: &Context<'_>, arguments: &[Value]) -> Answer {
    let (text, suffix) = (text_of(arguments, 0)?, text_of(arguments, 1)?);
    Ok(Value::string(text.strip_suffix(&*suffix).unwrap_or(&text)))
}

fn trimspace(_: &Context<'_>, arguments: &[Value]) -> Answer {
    Ok(Value::string(text_of(arguments, 0)?.trim()))
}

fn chomp(_: &Context<'_>, arguments: &[Value]) -> Answer {
    Ok(Value::string(text_of(arguments, 0)?.trim_end_matches(['\n', '\r'])))
}

/// Counts what people take for characters, as Terraform does.
fn substr(_: &Context<'_>, arguments: &[Value]) -> Answer {
    let text = text_of(arguments, 0)?;
    let graphemes: Vec<&str> = text.graphemes(true).collect();
    let count = i128::try_from(graphemes.len()).unwrap_or(i128::MAX);
    let offset = whole(argument(arguments, 1)?)?;
    let length = whole(argument(arguments, 2)?)?;
    let start = if offset < 0 { count.saturating_add(offset).max(0) } else { offset };
    let length = if length < 0 { count } else { length };
    let to_usize = |number: i128| usize::try_from(number).unwrap_or(usize::MAX);
    let part: String = graphemes.into_iter().skip(to_usize(start)).take(to_usize(length)).collect();
    Ok(Value::string(&part))
}

fn startswith(_: &Context<'_>, arguments: &[Value]) -> Answer {
    Ok(Value::Bool(text_of(arguments, 0)?.starts_with(&*text_of(arguments, 1)?)))
}

fn endswith(_: &Context<'_>, arguments: &[Value]) -> Answer {
    Ok(Value::Bool(text_of(arguments, 0)?.ends_with(&*text_of(arguments, 1)?)))
}

fn strcontains(_: &Context<'_>, arguments: &[Value]) -> Answer {
    Ok(Value::Bool(text_of(arguments, 0)?.contains(&*text_of(arguments, 1)?)))
}

fn basename(_: &Context<'_>, arguments: &[Value]) -> Answer {
    let path = text_of(arguments, 0)?;
    let trimmed = path.trim_end_matches('/');
    let name = match (trimmed.rsplit('/').next(), path.is_empty()) {
        (_, true) => ".",
        (Some(name), _) if !name.is_empty() => name,
        _ => "/",
    };
    Ok(Value::string(name))
}

fn dirname(_: &Context<'_>, arguments: &[Value]) -> Answer {
    let path = text_of(arguments, 0)?;
    Ok(Value::string(&cleaned(
        path.rsplit_once('/').map_or("", |(folder, _)| if folder.is_empty() { "/" } else { folder }),
    )))
}

/// The shortest path of the same meaning.
fn cleaned(path: &str) -> String {
    let is_rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if is_rooted => {}
            part => parts.push(part),
        }
    }
    match (is_rooted, parts.join("/")) {
        (true, path) => format!("/{path}"),
        (false, path) if path.is_empty() => ".".to_owned(),
        (false, path) => path,
    }
}
