//! Functions on objects and maps.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::eval::convert::{describe, key, text};
use crate::eval::evaluate::mask;
use crate::eval::unknowns::{derived, part_of};
use crate::model::{Entries, Value};

use super::{Context, Function, Regard, argument, at_least, check_length, elements, exactly, row};

pub(super) const ROWS: &[Function] = &[
    row("keys", exactly(1), Regard::Parts, keys, "keys({ a = 1 }) = [\"a\"]", "the keys, in order"),
    row("values", exactly(1), Regard::Parts, values, "values({ a = 1 }) = [1]", "the values, in the order of the keys"),
    row(
        "merge",
        at_least(0),
        Regard::Parts,
        merge,
        "merge({ a = 1 }, { a = 2 }) = { a = 2 }",
        "the objects in one; the last one wins",
    ),
    row(
        "lookup",
        (2, Some(3)),
        Regard::Open,
        lookup,
        "lookup({ a = 1 }, \"b\", 0) = 0",
        "the value of a key, else the default",
    ),
    row(
        "zipmap",
        exactly(2),
        Regard::Parts,
        zipmap,
        "zipmap([\"a\"], [1]) = { a = 1 }",
        "an object from keys and values",
    ),
    row(
        "transpose",
        exactly(1),
        Regard::Whole,
        transpose,
        "transpose({ a = [\"b\"] }) = { b = [\"a\"] }",
        "a map of lists, keys and elements swapped",
    ),
];

fn object(arguments: &[Value], index: usize) -> Result<&Entries, String> {
    let value = argument(arguments, index)?;
    value
        .as_object()
        .ok_or_else(|| format!("argument {} must be an object or a map, and is {}", index + 1, describe(value)))
}

fn keys(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    Ok(Value::tuple(object(arguments, 0)?.keys().cloned().map(Value::String).collect()))
}

fn values(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    Ok(Value::tuple(object(arguments, 0)?.values().cloned().collect()))
}

fn merge(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let mut merged = BTreeMap::new();
    for (at, argument) in arguments.iter().enumerate() {
        if matches!(argument, Value::Null) {
            continue;
        }
        let entries = object(arguments, at)?;
        check_length(merged.len() + entries.len())?;
        merged.extend(entries.iter().map(|(key, value)| (key.clone(), value.clone())));
    }
    Ok(Value::object(merged.into()))
}

/// Unknown only where the answer depends on what is unknown: the default does not when the key is there.
fn lookup(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (map, name) = (argument(arguments, 0)?, argument(arguments, 1)?);
    if let Some(unknown) = name.as_unknown() {
        return Ok(derived([Some(unknown), map.as_unknown()].into_iter().flatten()));
    }
    let name = key(name)?;
    if let Some(unknown) = map.as_unknown() {
        let found = part_of(unknown, |path| path.name(&name));
        // With a default the key may be missing, and then it is not that attribute.
        return Ok(if arguments.len() == 3 { derived([unknown]) } else { found });
    }
    match (object(arguments, 0)?.get(&name), arguments.get(2)) {
        (Some(value), _) => Ok(value.clone()),
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => Err(format!("there is no key `{name}`, and no default as third argument")),
    }
}

fn zipmap(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (names, values) = (elements(arguments, 0)?, elements(arguments, 1)?);
    if names.len() != values.len() {
        return Err(format!("as many keys as values are needed: {} and {}", names.len(), values.len()));
    }
    if names.iter().any(|name| name.as_unknown().is_some()) {
        let unknowns = names.iter().chain(values).filter_map(Value::as_unknown);
        return Ok(derived(unknowns));
    }
    let masked = names.iter().any(|name| name.unmask().1);
    let entries: Result<Entries, String> =
        names.iter().zip(values).map(|(name, value)| Ok((key(name)?, value.clone()))).collect();
    Ok(mask(Value::object(entries?), masked))
}

fn transpose(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let mut swapped: BTreeMap<Arc<str>, Vec<Value>> = BTreeMap::new();
    for (name, list) in object(arguments, 0)? {
        let list = list.as_seq().ok_or("every value must be a list of texts")?;
        for element in list {
            swapped.entry(text(element)?).or_default().push(Value::String(name.clone()));
        }
    }
    Ok(Value::object(swapped.into_iter().map(|(name, list)| (name, Value::list(list))).collect()))
}
