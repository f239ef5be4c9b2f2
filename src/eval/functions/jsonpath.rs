//! JSONPath (RFC 9535). A plain path of names and indexes is walked on the value itself, so that what is not known stays
//! exactly that attribute. Any other query needs to know the whole value.

mod work;

use jsonpath_rust::JsonPath;
use jsonpath_rust::parser::model::{JpQuery, Segment, Selector};
use jsonpath_rust::parser::parse_json_path;
use serde_json::Value as Json;

use crate::eval::survey::survey;
use crate::eval::unknowns::{derived, part_of};
use crate::model::Value;

use super::json::to_json;
use super::{Context, Function, Regard, argument, exactly, row, text_of};

pub(super) const ROWS: &[Function] = &[row(
    "jsonpath",
    exactly(2),
    Regard::Logic,
    jsonpath,
    r#"jsonpath({ a = [1, 2] }, "$.a[*]") = [1, 2]"#,
    "the list of what a JSONPath (RFC 9535) finds in the value",
)];

/// Longest query.
const MAX_QUERY: usize = 2000;

/// Brackets and parentheses that may be open at once. The parser tries each again for every one around it: 380 bytes of
/// them once took 20 seconds.
const MAX_NESTING: usize = 10;

/// Brackets and parentheses of a whole query, those in quotes included.
const MAX_OPENED: usize = 100;

/// Checks a query without running it.
///
/// # Errors
/// Where it is not JSONPath.
pub fn check(path: &str) -> Result<(), String> {
    parse(path).map(|_| ())
}

fn parse(path: &str) -> Result<JpQuery, String> {
    if path.len() > MAX_QUERY {
        return Err("the JSONPath is too long".to_owned());
    }
    let (deepest, all) = nesting(path);
    if deepest > MAX_NESTING || all > MAX_OPENED {
        return Err(format!("the JSONPath nests deeper than {MAX_NESTING} brackets, or has more than {MAX_OPENED}"));
    }
    if searches_again(path) {
        let words = "a filter that searches the whole document again for each element never comes to an end on a large \
                     plan; start it with `@`, or name one place of the document";
        return Err(words.to_owned());
    }
    let query = parse_json_path(path).map_err(|_| {
        "this is not JSONPath (RFC 9535); it starts with `$`, such as `$.resource_changes[?@.type == 'aws_lb']`"
            .to_owned()
    })?;
    work::check_patterns(&query)?;
    Ok(query)
}

/// How many brackets and parentheses are open at once at most, and how many are opened. One in quotes closes nothing.
fn nesting(path: &str) -> (usize, usize) {
    let (mut open, mut deepest, mut all) = (0_usize, 0, 0);
    let mut quote = None;
    let mut rest = path.chars();
    while let Some(c) = rest.next() {
        match (c, quote) {
            ('\\', Some(_)) => drop(rest.next()),
            ('\'' | '"', None) => quote = Some(c),
            (c, Some(end)) if c == end => quote = None,
            ('(' | '[', quote) => {
                all += 1;
                open += usize::from(quote.is_none());
                deepest = deepest.max(open);
            }
            (')' | ']', None) => open = open.saturating_sub(1),
            _ => {}
        }
    }
    (deepest, all)
}

/// Refuses a query that takes too long on a document.
///
/// # Errors
/// Where it does, and what to do.
pub fn check_work(path: &str, document: &Json) -> Result<(), String> {
    work::check(&parse(path)?, document)
}

/// A filter that goes through the whole document by `$..` or `$[*]`: its work multiplies with each level.
fn searches_again(path: &str) -> bool {
    path.split('$').skip(2).any(|query| {
        let end = query.find([' ', '=', '<', '>', '!', '&', '|', ')', ',']).unwrap_or(query.len());
        query.get(..end).is_some_and(|query| query.contains("..") || query.contains('*'))
    })
}

/// What a query finds in a value: a list, or unknown where the result depends on what is not known.
///
/// # Errors
/// Where `path` is not JSONPath, or the value is too large.
pub fn query(value: &Value, path: &str) -> Result<Value, String> {
    let query = parse(path)?;
    if let Some(steps) = plain(&query) {
        let found = walk(value, &steps);
        return Ok(Value::tuple(found.into_iter().collect()));
    }
    let found = survey([value])?;
    if !found.unknowns.is_empty() {
        return Ok(derived(found.unknowns.iter().map(|unknown| &**unknown)));
    }
    let json = to_json(value, &|| Err("a part of the value is not known".to_owned()))?;
    work::check(&query, &json)?;
    let found = json.query(path).map_err(|_| "the JSONPath cannot be evaluated".to_owned())?;
    let values = found.into_iter().map(serde::Deserialize::deserialize).collect::<Result<Vec<Value>, _>>();
    values.map(Value::tuple).map_err(|_| "the result is not a value".to_owned())
}

fn jsonpath(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (value, path) = (argument(arguments, 0)?, argument(arguments, 1)?);
    if let Some(unknown) = path.as_unknown() {
        return Ok(derived(value.as_unknown().into_iter().chain([unknown])));
    }
    query(value, &text_of(arguments, 1)?)
}

/// The selectors of a query that has only names and indexes.
fn plain(query: &JpQuery) -> Option<Vec<&Selector>> {
    fn selector(segment: &Segment) -> Option<&Selector> {
        match segment {
            Segment::Selector(selector @ (Selector::Name(_) | Selector::Index(0..))) => Some(selector),
            _ => None,
        }
    }
    query.segments.iter().map(selector).collect()
}

fn walk(value: &Value, steps: &[&Selector]) -> Option<Value> {
    let mut value = value.clone();
    for step in steps {
        value = match (step, &value) {
            (Selector::Name(name), Value::Object(entries)) => entries.get(unquoted(name))?.clone(),
            (Selector::Name(name), Value::Unknown(unknown)) => part_of(unknown, |path| path.name(unquoted(name))),
            (Selector::Index(at), Value::Seq(_, list)) => list.get(usize::try_from(*at).ok()?)?.clone(),
            (Selector::Index(at), Value::Unknown(unknown)) => {
                let at = usize::try_from(*at).ok()?;
                part_of(unknown, |path| path.index(at))
            }
            _ => return None,
        };
    }
    Some(value)
}

/// The parser keeps the quotes of `['name']`.
fn unquoted(name: &str) -> &str {
    let stripped = |quote| name.strip_prefix(quote)?.strip_suffix(quote);
    stripped('\'').or_else(|| stripped('"')).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nests_is_refused_before_it_is_parsed() {
        let nested = |levels: usize| format!("$.a{}", "[?search(search($".repeat(levels));
        assert!(check(&nested(20)).unwrap_err().contains("nests deeper"));
        assert!(check("$.a[?@.b == '((((((((((((((((((((((((']").is_ok());
        assert!(check("$.a[?@.b == ')' && (@.c || (@.d && length(@.e[0]) > 1))]").is_ok());
        assert_eq!(nesting("$.a[?search(@.b[0], ')')]"), (3, 3));
    }
}
