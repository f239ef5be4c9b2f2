//! Functions on lists.

use crate::eval::convert::{number, text, whole};
use crate::eval::unknowns::{derived, elements_of, uncertain_list};
use crate::model::{Number, SeqKind, Unknown, Value};

use super::{Context, Function, Regard, argument, at_least, check_length, elements, exactly, row};

pub(super) const ROWS: &[Function] = &[
    row("concat", at_least(1), Regard::Open, concat, "concat([1], [2]) = [1, 2]", "the lists, one after the other"),
    row(
        "flatten",
        exactly(1),
        Regard::Parts,
        flatten,
        "flatten([[1], [2, [3]]]) = [1, 2, 3]",
        "the list without lists in it",
    ),
    row(
        "element",
        exactly(2),
        Regard::Parts,
        element,
        "element([1, 2], 3) = 2",
        "the element at an index that starts over at the end",
    ),
    row(
        "compact",
        exactly(1),
        Regard::Whole,
        compact,
        r#"compact(["a", "", null]) = ["a"]"#,
        "the list without null and empty texts",
    ),
    row(
        "slice",
        exactly(3),
        Regard::Parts,
        slice,
        "slice([1, 2, 3], 0, 2) = [1, 2]",
        "the elements from an index up to another",
    ),
    row("reverse", exactly(1), Regard::Parts, reverse, "reverse([1, 2]) = [2, 1]", "the list from its end"),
    row("sort", exactly(1), Regard::Whole, sort, r#"sort(["b", "a"]) = ["a", "b"]"#, "the texts in order"),
    row(
        "index",
        exactly(2),
        Regard::Whole,
        index,
        r#"index(["a", "b"], "b") = 1"#,
        "the index of the first such element",
    ),
    row("range", (1, Some(3)), Regard::Whole, range, "range(3) = [0, 1, 2]", "numbers from a start up to a limit"),
    row(
        "chunklist",
        exactly(2),
        Regard::Parts,
        chunklist,
        "chunklist([1, 2, 3], 2) = [[1, 2], [3]]",
        "the list in pieces",
    ),
    row(
        "coalescelist",
        at_least(1),
        Regard::Parts,
        coalescelist,
        "coalescelist([], [1]) = [1]",
        "the first list that is not empty",
    ),
    row(
        "matchkeys",
        exactly(3),
        Regard::Whole,
        matchkeys,
        r#"matchkeys([1, 2], ["a", "b"], ["b"]) = [2]"#,
        "the values whose keys are searched for",
    ),
    row("one", exactly(1), Regard::Parts, one, "one([1]) = 1", "the only element, null when there is none"),
];

/// Of a list that is not all certain, the certain elements stay certain.
fn concat(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (mut certain, mut possible) = (Vec::new(), Vec::new());
    let mut unknowns: Vec<&Unknown> = Vec::new();
    for at in 0..arguments.len() {
        let Some(unknown) = argument(arguments, at)?.as_unknown() else {
            let more = elements(arguments, at)?;
            check_length(certain.len() + more.len())?;
            certain.extend_from_slice(more);
            continue;
        };
        unknowns.push(unknown);
        if let Some((sure, maybe)) = elements_of(unknown) {
            check_length(certain.len() + possible.len() + sure.len() + maybe.len())?;
            certain.extend_from_slice(sure);
            possible.extend_from_slice(maybe);
        }
    }
    if unknowns.is_empty() {
        Ok(Value::tuple(certain))
    } else if unknowns.iter().all(|unknown| elements_of(unknown).is_some()) {
        Ok(uncertain_list(certain, possible, unknowns))
    } else {
        Ok(derived(unknowns))
    }
}

fn flatten(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let mut flat = Vec::new();
    let mut unknown = None;
    flatten_into(elements(arguments, 0)?, false, &mut flat, &mut unknown)?;
    // An unknown element may be a list itself, of any length.
    Ok(unknown.map_or_else(|| Value::tuple(flat), |unknown| derived([&unknown])))
}

fn flatten_into(
    list: &[Value],
    masked: bool,
    flat: &mut Vec<Value>,
    unknown: &mut Option<Unknown>,
) -> Result<(), String> {
    for element in list {
        let (inner, own) = element.unmask();
        let masked = masked || own;
        match inner {
            Value::Seq(_, inner) => flatten_into(inner, masked, flat, unknown)?,
            // One attribute of an instance is one element; what else is unknown may be a list of any length.
            Value::Unknown(it) if it.bounds.is_some() => *unknown = Some((**it).clone()),
            other => {
                check_length(flat.len())?;
                flat.push(if masked { other.clone().sensitive() } else { other.clone() });
            }
        }
    }
    Ok(())
}

fn element(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let list = elements(arguments, 0)?;
    let index = whole(argument(arguments, 1)?)?;
    let length = i128::try_from(list.len()).unwrap_or(i128::MAX);
    let wrapped = index.checked_rem_euclid(length).ok_or("an empty list has no elements")?;
    let found = usize::try_from(wrapped).ok().and_then(|at| list.get(at));
    found.cloned().ok_or_else(|| "there is no such element".to_owned())
}

fn compact(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let kept = elements(arguments, 0)?.iter().filter(|element| match element {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        _ => true,
    });
    Ok(Value::list(kept.cloned().collect()))
}

fn position(value: &Value, length: usize) -> Result<usize, String> {
    let position = usize::try_from(whole(value)?).ok().filter(|at| *at <= length);
    position.ok_or_else(|| format!("an index from 0 to {length} is needed"))
}

fn slice(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let list = elements(arguments, 0)?;
    let start = position(argument(arguments, 1)?, list.len())?;
    let end = position(argument(arguments, 2)?, list.len())?;
    let part = list.get(start..end).ok_or("the start must not lie behind the end")?;
    Ok(Value::tuple(part.to_vec()))
}

fn reverse(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    Ok(Value::tuple(elements(arguments, 0)?.iter().rev().cloned().collect()))
}

fn sort(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let mut texts = elements(arguments, 0)?.iter().map(text).collect::<Result<Vec<_>, _>>()?;
    texts.sort();
    Ok(Value::list(texts.into_iter().map(Value::String).collect()))
}

fn index(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let wanted = argument(arguments, 1)?;
    let found = elements(arguments, 0)?
        .iter()
        .position(|element| crate::eval::equal(context.scope, element, wanted) == Some(true));
    match found {
        Some(at) => Ok(Value::integer(i128::try_from(at).unwrap_or(i128::MAX))),
        None => Err("the list has no such element".to_owned()),
    }
}

fn range(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let numbers = arguments.iter().map(number).collect::<Result<Vec<_>, _>>()?;
    let zero = Number::Whole(0);
    let (start, limit, step) = match numbers.as_slice() {
        [limit] => (zero, *limit, None),
        [start, limit] => (*start, *limit, None),
        [start, limit, step] => (*start, *limit, Some(*step)),
        _ => return Err("one to three numbers are needed".to_owned()),
    };
    let down = limit < start;
    let step = step.unwrap_or(Number::Whole(if down { -1 } else { 1 }));
    if step == zero || (step < zero) != down && start != limit {
        return Err("the step leads away from the limit".to_owned());
    }
    let mut numbers = Vec::new();
    let mut next = start;
    while if down { next > limit } else { next < limit } {
        check_length(numbers.len() + 1)?;
        numbers.push(Value::Number(next));
        next = add(next, step).ok_or("the numbers become too large")?;
    }
    Ok(Value::list(numbers))
}

fn add(a: Number, b: Number) -> Option<Number> {
    match (a, b) {
        (Number::Whole(a), Number::Whole(b)) => a.checked_add(b).map(Number::Whole),
        (a, b) => Number::from_f64(a.as_f64() + b.as_f64()),
    }
}

fn chunklist(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let list = elements(arguments, 0)?;
    let size = usize::try_from(whole(argument(arguments, 1)?)?).map_err(|_| "the size must not be negative")?;
    if size == 0 {
        return Ok(Value::tuple(vec![Value::tuple(list.to_vec())]));
    }
    Ok(Value::tuple(list.chunks(size).map(|chunk| Value::tuple(chunk.to_vec())).collect()))
}

fn coalescelist(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    for (at, value) in arguments.iter().enumerate() {
        if !matches!(value, Value::Null) && !elements(arguments, at)?.is_empty() {
            return Ok(value.clone());
        }
    }
    Err("all lists are empty".to_owned())
}

fn matchkeys(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (values, keys) = (elements(arguments, 0)?, elements(arguments, 1)?);
    let wanted = elements(arguments, 2)?;
    if values.len() != keys.len() {
        return Err("as many keys as values are needed".to_owned());
    }
    super::sets::check_pairs(context, keys.len(), wanted.len())?;
    let is_wanted = |key: &Value| wanted.iter().any(|it| crate::eval::equal(context.scope, it, key) == Some(true));
    let found = values.iter().zip(keys).filter(|(_, key)| is_wanted(key)).map(|(value, _)| value.clone());
    Ok(Value::Seq(SeqKind::List, std::sync::Arc::new(found.collect())))
}

fn one(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    match argument(arguments, 0)? {
        Value::Null => Ok(Value::Null),
        Value::Seq(_, list) => match list.as_slice() {
            [] => Ok(Value::Null),
            [only] => Ok(only.clone()),
            more => Err(format!("the list has {} elements, not one or none", more.len())),
        },
        other => Ok(other.clone()),
    }
}
