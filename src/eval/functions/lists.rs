//! Functions on lists.

use crate::eval::Scope;
use crate::eval::convert::{number, text, whole};
use crate::eval::equality::any;
use crate::eval::evaluate::mask;
use crate::eval::unknowns::{derived, elements_of, never_null, some_of, uncertain_list};
use crate::model::{AttributeRef, Number, Origin, SeqKind, Unknown, Value};

use super::{Context, Function, Regard, argument, at_least, check_length, elements, exactly, row};

/// Terraform makes no longer range.
const RANGE: usize = 1024;

pub(super) const ROWS: &[Function] = &[
    row("concat", at_least(1), Regard::Open, concat, "concat([1], [2]) = [1, 2]", "the lists, one after the other"),
    row(
        "flatten",
        exactly(1),
        Regard::Open,
        flatten,
        "flatten([[1], [2, [3]]]) = [1, 2, 3]",
        "the list without lists in it",
    ),
    row(
        "element",
        exactly(2),
        Regard::Open,
        element,
        "element([1, 2], 3) = 2",
        "the element at an index that starts over at the end",
    ),
    row(
        "compact",
        exactly(1),
        Regard::Logic,
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
    row("sort", exactly(1), Regard::Logic, sort, r#"sort(["b", "a"]) = ["a", "b"]"#, "the texts in order"),
    row(
        "index",
        exactly(2),
        Regard::Logic,
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
        Regard::Open,
        coalescelist,
        "coalescelist([], [1]) = [1]",
        "the first list that is not empty",
    ),
    row(
        "matchkeys",
        exactly(3),
        Regard::Logic,
        matchkeys,
        r#"matchkeys([1, 2], ["a", "b"], ["b"]) = [2]"#,
        "the values whose keys are searched for",
    ),
    row("one", exactly(1), Regard::Open, one, "one([1]) = 1", "the only element, null when there is none"),
];

/// Of a list that is not all certain, the certain elements stay certain.
fn concat(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (mut certain, mut possible) = (Vec::new(), Vec::new());
    let mut unknowns: Vec<&Unknown> = Vec::new();
    for at in 0..arguments.len() {
        let Some(unknown) = argument(arguments, at)?.as_unknown() else {
            let more = ordered(arguments, at)?;
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

fn flatten(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let list = argument(arguments, 0)?;
    if list.as_unknown().is_none() {
        elements(arguments, 0)?;
    }
    let mut flat = Flat { scope: context.scope, list: Vec::new(), open: false, disordered: false };
    flat.take(list, false)?;
    if flat.open {
        return context.derived([list]);
    }
    if flat.disordered {
        let found = context.survey([list])?;
        return Ok(uncertain_list(flat.list, Vec::new(), found.unknowns.iter().map(|unknown| &**unknown)));
    }
    Ok(Value::tuple(flat.list))
}

struct Flat<'s> {
    scope: &'s dyn Scope,
    list: Vec<Value>,
    /// An element may be a list itself, of any length.
    open: bool,
    /// A set in it will be walked in an order that is not known yet.
    disordered: bool,
}

impl Flat<'_> {
    fn take(&mut self, value: &Value, masked: bool) -> Result<(), String> {
        let (inner, own) = value.unmask();
        let masked = masked || own;
        match inner {
            Value::Seq(kind, elements) => {
                self.disordered |= *kind == SeqKind::Set && is_disordered(inner);
                elements.iter().try_for_each(|element| self.take(element, masked))
            }
            Value::Unknown(unknown) if !is_single(self.scope, unknown) => {
                self.open = true;
                Ok(())
            }
            other => {
                check_length(self.list.len())?;
                self.list.push(mask(other.clone(), masked));
                Ok(())
            }
        }
    }
}

/// An identity is text, and so is what a scope declares to be no list.
fn is_single(scope: &dyn Scope, unknown: &Unknown) -> bool {
    // An instance is an object.
    let is_single = |attribute: &AttributeRef| attribute.path.steps.is_empty() || scope.is_single(attribute);
    match &unknown.origin {
        Origin::Verbatim(attribute) => is_single(attribute),
        Origin::OneOf(attributes) => attributes.iter().all(is_single),
        Origin::Derived(_) | Origin::Elsewhere => false,
    }
}

/// A set that will be walked in the order of elements that are not known yet.
pub(in crate::eval) fn is_disordered(value: &Value) -> bool {
    match value.unmask().0 {
        Value::Seq(SeqKind::Set, elements) => {
            elements.len() > 1 && elements.iter().any(|element| element.first_unknown().is_some())
        }
        _ => false,
    }
}

/// The list a set becomes, whose order may not be known.
fn in_order(value: &Value) -> Value {
    match value {
        Value::Seq(_, elements) if is_disordered(value) => {
            let unknowns: Vec<_> = elements.iter().filter_map(Value::first_unknown).collect();
            uncertain_list(elements.to_vec(), Vec::new(), unknowns.into_iter().map(|unknown| &**unknown))
        }
        Value::Seq(_, elements) => Value::Seq(SeqKind::List, elements.clone()),
        other => other.clone(),
    }
}

fn element(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (list, index) = (argument(arguments, 0)?, argument(arguments, 1)?);
    match (list.as_unknown(), index.as_unknown()) {
        // A list that is not known yet starts over at an end that is not known either.
        (Some(_), _) => return context.derived(arguments),
        (None, Some(index)) => {
            let unknowns: Option<Vec<&Unknown>> = ordered(arguments, 0)?.iter().map(Value::as_unknown).collect();
            return match unknowns.filter(|unknowns| !unknowns.is_empty()) {
                Some(unknowns) => Ok(some_of(unknowns, Some(index.reason().into()))),
                None => context.derived(arguments),
            };
        }
        (None, None) => {}
    }
    let list = ordered(arguments, 0)?;
    let index = whole(index)?;
    let length = i128::try_from(list.len()).unwrap_or(i128::MAX);
    let wrapped = index.checked_rem_euclid(length).ok_or("an empty list has no elements")?;
    let found = usize::try_from(wrapped).ok().and_then(|at| list.get(at));
    found.cloned().ok_or_else(|| "there is no such element".to_owned())
}

/// What is not known may be null or empty, and then it is not in the list; an identity is neither.
fn compact(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let list = argument(arguments, 0)?;
    if list.as_unknown().is_some() {
        return context.derived(arguments);
    }
    let (mut kept, mut possible) = (Vec::new(), Vec::new());
    for element in elements(arguments, 0)? {
        match element {
            Value::Null => {}
            Value::String(text) if text.is_empty() => {}
            Value::Unknown(unknown) if !never_null(context.scope, unknown) => possible.push(element.clone()),
            Value::Unknown(_) => kept.push(element.clone()),
            plain => kept.push(Value::String(text(plain)?)),
        }
    }
    if possible.is_empty() && !is_disordered(list) {
        return Ok(Value::list(kept));
    }
    let found = context.survey([list])?;
    Ok(uncertain_list(kept, possible, found.unknowns.iter().map(|unknown| &**unknown)))
}

fn position(value: &Value, length: usize) -> Result<usize, String> {
    let position = usize::try_from(whole(value)?).ok().filter(|at| *at <= length);
    position.ok_or_else(|| format!("an index from 0 to {length} is needed"))
}

fn slice(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let list = ordered(arguments, 0)?;
    let start = position(argument(arguments, 1)?, list.len())?;
    let end = position(argument(arguments, 2)?, list.len())?;
    let part = list.get(start..end).ok_or("the start must not lie behind the end")?;
    Ok(Value::tuple(part.to_vec()))
}

fn reverse(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let list = in_order(argument(arguments, 0)?);
    if list.as_unknown().is_some() {
        return Ok(list);
    }
    Ok(Value::tuple(elements(&[list], 0)?.iter().rev().cloned().collect()))
}

/// The order of texts that are not known is not known, unless there is only one.
fn sort(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let list = argument(arguments, 0)?;
    if list.as_unknown().is_some() {
        return context.derived(arguments);
    }
    let list = elements(arguments, 0)?;
    let found = context.survey(list)?;
    if !found.unknowns.is_empty() {
        let same = Value::list(list.to_vec());
        let unknowns = found.unknowns.iter().map(|unknown| &**unknown);
        return Ok(if list.len() == 1 { same } else { uncertain_list(list.to_vec(), Vec::new(), unknowns) });
    }
    let mut texts = list.iter().map(text).collect::<Result<Vec<_>, _>>()?;
    texts.sort();
    Ok(Value::list(texts.into_iter().map(Value::String).collect()))
}

/// An element in front that may be equal leaves it open which one is the first.
fn index(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (list, wanted) = (argument(arguments, 0)?, argument(arguments, 1)?);
    if list.as_unknown().is_some() {
        return context.derived(arguments);
    }
    let comparison = context.comparison();
    for (at, element) in elements(arguments, 0)?.iter().enumerate() {
        match context.equal(&comparison, element, wanted)? {
            Some(true) => return Ok(Value::integer(i128::try_from(at).unwrap_or(i128::MAX))),
            Some(false) => {}
            None => return context.derived(arguments),
        }
    }
    Err("the list has no such element".to_owned())
}

fn range(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let numbers = arguments.iter().map(number).collect::<Result<Vec<_>, _>>()?;
    let zero = Number::from(0);
    let (start, limit, step) = match numbers.as_slice() {
        [limit] => (zero, *limit, None),
        [start, limit] => (*start, *limit, None),
        [start, limit, step] => (*start, *limit, Some(*step)),
        _ => return Err("one to three numbers are needed".to_owned()),
    };
    let down = limit < start;
    let step = step.unwrap_or(Number::from(if down { -1 } else { 1 }));
    if step == zero || (step < zero) != down && start != limit {
        return Err("the step leads away from the limit".to_owned());
    }
    let mut numbers = Vec::new();
    let mut next = start;
    while if down { next > limit } else { next < limit } {
        if numbers.len() == RANGE {
            return Err(format!("more than {RANGE} numbers are too many for one range"));
        }
        numbers.push(Value::Number(next));
        next = add(next, step).ok_or("the numbers become too large")?;
    }
    Ok(Value::list(numbers))
}

fn add(a: Number, b: Number) -> Option<Number> {
    match (a, b) {
        (Number::Whole(a), Number::Whole(b)) => a.get().checked_add(b.get()).map(Number::from),
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

/// A list that is not known may be empty.
fn coalescelist(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    for (at, value) in arguments.iter().enumerate() {
        match value.unmask().0 {
            Value::Null => {}
            Value::Unknown(unknown) => {
                let has_some = elements_of(unknown).is_some_and(|(certain, _)| !certain.is_empty());
                let is_last = at + 1 == arguments.len();
                return if has_some || is_last { Ok(value.clone()) } else { context.derived(arguments) };
            }
            _ if elements(arguments, at)?.is_empty() => {}
            _ => return Ok(value.clone()),
        }
    }
    Err("all lists are empty".to_owned())
}

fn matchkeys(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    if arguments.iter().any(|argument| argument.as_unknown().is_some() || is_disordered(argument)) {
        return context.derived(arguments);
    }
    let (values, keys) = (elements(arguments, 0)?, elements(arguments, 1)?);
    let wanted = elements(arguments, 2)?;
    if values.len() != keys.len() {
        return Err("as many keys as values are needed".to_owned());
    }
    super::sets::check_pairs(context, keys.len(), wanted.len())?;
    let (mut certain, mut possible) = (Vec::new(), Vec::new());
    let comparison = context.comparison();
    for (value, key) in values.iter().zip(keys) {
        match any(wanted.iter().map(|it| comparison.equal(it, key))) {
            Some(true) => certain.push(value.clone()),
            Some(false) => {}
            None => possible.push(value.clone()),
        }
    }
    context.settle(&comparison)?;
    if possible.is_empty() {
        return Ok(Value::list(certain));
    }
    let found = context.survey(arguments)?;
    Ok(uncertain_list(certain, possible, found.unknowns.iter().map(|unknown| &**unknown)))
}

fn one(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    match argument(arguments, 0)? {
        Value::Unknown(unknown) => match elements_of(unknown) {
            Some(([only], [])) => Ok(only.clone()),
            _ => Ok(derived([&**unknown])),
        },
        Value::Seq(_, list) => match list.as_slice() {
            [] => Ok(Value::Null),
            [only] => Ok(only.clone()),
            more => Err(format!("the list has {} elements, not one or none", more.len())),
        },
        other => Err(format!("a list is needed, and this is {}", super::super::convert::describe(other))),
    }
}

/// The elements of an argument that has an order; a set has none, and Terraform refuses it.
fn ordered(arguments: &[Value], index: usize) -> Result<&[Value], String> {
    match argument(arguments, index)? {
        Value::Seq(SeqKind::Set, _) => Err("a set has no order: tolist(…) makes a list of it".to_owned()),
        _ => elements(arguments, index),
    }
}
