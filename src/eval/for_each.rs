//! `for`: lists and objects made from the elements of others. An element whose condition is not known may or may not be
//! in the result, which then is a list of which some elements are certain.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{SeqKind, Unknown, Value};
use crate::source::Span;

use super::EvalError;
use super::ast::{Expr, For};
use super::convert;
use super::evaluate::{Binding, Env, Evaluator, mask};
use super::functions::is_disordered;
use super::unknowns::{derived, elements_of, uncertain_list};

/// An element to walk.
pub(super) struct Entry {
    pub(super) key: Value,
    pub(super) value: Value,
    /// It is there for sure.
    certain: bool,
}

/// What a walk met.
#[derive(Default)]
struct Gathered {
    certain: Vec<(Option<Value>, Value)>,
    possible: Vec<(Option<Value>, Value)>,
    unknowns: Vec<Unknown>,
    masked: bool,
}

impl Evaluator<'_> {
    /// The elements of a collection, or the unknown it is.
    pub(super) fn entries(&self, collection: &Value, span: Span) -> Result<Result<Vec<Entry>, Unknown>, EvalError> {
        let entry = |key: Value, value: &Value, certain| Entry { key, value: value.clone(), certain };
        let entries: Vec<Entry> = match collection {
            Value::Seq(SeqKind::Set, elements) => {
                elements.iter().map(|element| entry(element.clone(), element, true)).collect()
            }
            Value::Seq(_, elements) => {
                (0_i128..).zip(elements.iter()).map(|(at, it)| entry(Value::integer(at), it, true)).collect()
            }
            Value::Object(entries) => {
                entries.iter().map(|(key, value)| entry(Value::String(key.clone()), value, true)).collect()
            }
            Value::Unknown(unknown) => match elements_of(unknown) {
                Some((certain, possible)) => {
                    let index = derived([&**unknown]);
                    let of = |elements: &[Value], sure| -> Vec<Entry> {
                        elements.iter().map(|element| entry(index.clone(), element, sure)).collect()
                    };
                    let mut entries = of(certain, true);
                    entries.extend(of(possible, false));
                    entries
                }
                None => return Ok(Err((**unknown).clone())),
            },
            Value::Null => return Err(EvalError::new("`for` cannot walk null; guard it with try(…, [])", span)),
            other => {
                let message = format!("`for` walks lists and objects, and this is {}", convert::describe(other));
                return Err(EvalError::new(message, span));
            }
        };
        self.charge(entries.len(), span)?;
        Ok(Ok(entries))
    }

    pub(super) fn for_expr(&self, for_expr: &For, env: Env<'_>, span: Span) -> Result<Value, EvalError> {
        let collection = self.eval(&for_expr.collection, env)?;
        let (inner, masked) = collection.unmask();
        let entries = match self.entries(inner, for_expr.collection.span)? {
            Ok(entries) => entries,
            Err(unknown) => return Ok(mask(derived([&unknown]), masked)),
        };
        let mut gathered =
            Gathered { unknowns: inner.as_unknown().cloned().into_iter().collect(), masked, ..Gathered::default() };
        // A set is walked in the order of its elements: where they are not known, neither is the order of the result.
        if is_disordered(inner) {
            gathered.unknowns.extend(inner.first_unknown().map(|unknown| (**unknown).clone()));
        }
        for entry in entries {
            self.for_entry(for_expr, entry, env, &mut gathered)?;
        }
        let masked = gathered.masked;
        let value = match &for_expr.result_key {
            None => list_of(gathered),
            Some(key) => self.object_of(gathered, for_expr.grouping, key, span)?,
        };
        Ok(mask(value, masked))
    }

    fn for_entry(&self, it: &For, entry: Entry, env: Env<'_>, out: &mut Gathered) -> Result<(), EvalError> {
        let outer = Binding { name: it.key.as_deref().unwrap_or(""), value: entry.key, outer: env };
        let inner = Binding { name: &it.value, value: entry.value, outer: Env::with(&outer) };
        let env = Env::with(&inner);
        let mut certain = entry.certain;
        if let Some(condition) = &it.condition {
            let value = self.eval(condition, env)?;
            out.masked |= value.unmask().1;
            let truth = convert::truth(&value).map_err(|message| EvalError::new(message, condition.span))?;
            match truth {
                Some(false) => return Ok(()),
                Some(true) => {}
                None => {
                    certain = false;
                    out.unknowns.extend(value.as_unknown().cloned());
                }
            }
        }
        let pair = it
            .result_key
            .as_ref()
            .map(|key| self.eval(key, env))
            .transpose()
            .and_then(|key| Ok((key, self.eval(&it.result, env)?)));
        match (pair, certain) {
            (Ok(pair), true) => out.certain.push(pair),
            (Ok(pair), false) => out.possible.push(pair),
            (Err(error), true) => return Err(error),
            // It may never be looked at.
            (Err(error), false) => out.possible.push((None, Value::unknown_because(error.message))),
        }
        Ok(())
    }

    fn object_of(&self, gathered: Gathered, grouping: bool, key: &Expr, span: Span) -> Result<Value, EvalError> {
        let mut unknowns = gathered.unknowns;
        let mut object: BTreeMap<Arc<str>, Vec<Value>> = BTreeMap::new();
        let mut undecided = !gathered.possible.is_empty();
        let mut masked = false;
        for (name, value) in gathered.certain.into_iter().chain(gathered.possible) {
            let name = name.unwrap_or(Value::Null);
            masked |= name.unmask().1;
            if undecided || name.as_unknown().is_some() {
                undecided = true;
                let parts = self.survey([&name, &value], span)?.unknowns;
                unknowns.extend(parts.iter().map(|unknown| (**unknown).clone()));
                continue;
            }
            let name = convert::key(&name).map_err(|message| EvalError::new(message, key.span))?;
            let values = object.entry(name).or_default();
            values.push(value);
            if values.len() > 1 && !grouping {
                let message = "two elements have the same key; add `...` after the value to gather them in lists";
                return Err(EvalError::new(message, key.span));
            }
        }
        if undecided {
            return Ok(mask(derived(&unknowns), masked));
        }
        let entries = object.into_iter().map(|(name, mut values)| {
            let value = if grouping { Value::tuple(values) } else { values.pop().unwrap_or(Value::Null) };
            (name, value)
        });
        Ok(mask(Value::object(entries.collect()), masked))
    }
}

fn list_of(gathered: Gathered) -> Value {
    let values = |pairs: Vec<(Option<Value>, Value)>| pairs.into_iter().map(|(_, value)| value).collect::<Vec<_>>();
    let certain = values(gathered.certain);
    if gathered.possible.is_empty() && gathered.unknowns.is_empty() {
        return Value::tuple(certain);
    }
    uncertain_list(certain, values(gathered.possible), &gathered.unknowns)
}
