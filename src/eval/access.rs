//! From a value to its parts: attributes, indexes, splats.

use std::sync::Arc;

use crate::model::{SeqKind, Unknown, Value};
use crate::source::Span;

use super::EvalError;
use super::ast::{Step, StepKind};
use super::convert;
use super::evaluate::{Env, Evaluator, mask};
use super::functions::is_disordered;
use super::unknowns::{derived, elements_of, part_of, piece_of, some_of, uncertain_list};

impl Evaluator<'_> {
    /// Goes `steps` down from `value`.
    pub(super) fn walk(&self, mut value: Value, steps: &[Step], env: Env<'_>) -> Result<Value, EvalError> {
        let mut rest = steps;
        while let Some((step, after)) = rest.split_first() {
            self.charge(1, step.span)?;
            rest = after;
            value = match &step.kind {
                StepKind::Attribute(name) => self.attribute(&value, name, step.span)?,
                StepKind::LegacyIndex(index) => self.index(&value, &Value::integer(*index), step.span)?,
                StepKind::Index(key) => {
                    let key = self.eval(key, env)?;
                    self.index(&value, &key, step.span)?
                }
                StepKind::FullSplat => return self.splat(&value, after, env, step.span),
                StepKind::AttributeSplat => {
                    let is_plain = |step: &Step| matches!(step.kind, StepKind::Attribute(_) | StepKind::LegacyIndex(_));
                    let end = after.iter().position(|step| !is_plain(step)).unwrap_or(after.len());
                    let (each, remaining) = after.split_at_checked(end).unwrap_or((after, &[]));
                    rest = remaining;
                    self.splat(&value, each, env, step.span)?
                }
            };
        }
        Ok(value)
    }

    /// `value.name`.
    pub(super) fn attribute(&self, value: &Value, name: &str, span: Span) -> Result<Value, EvalError> {
        let (inner, masked) = value.unmask();
        let part = match inner {
            Value::Object(entries) => entries.get(name).cloned().ok_or_else(|| {
                let known = || self.hint(name, entries.keys().map(|key| &**key), "it has");
                let known = if masked { String::new() } else { known() };
                EvalError::new(format!("this object has no attribute `{name}`{known}"), span)
            })?,
            Value::Unknown(unknown) => part_of(unknown, |path| path.name(name)),
            Value::Subject(handle) => match self.scope.attribute(*handle, name) {
                Some(result) => result.map_err(|error| EvalError::new(error.message, span))?,
                None => {
                    let known = self.scope.attributes(*handle);
                    let known = self.hint(name, known.iter().map(String::as_str), "it has");
                    return Err(EvalError::new(format!("there is no `{name}` here{known}"), span));
                }
            },
            Value::Null => {
                return Err(EvalError::new(format!("null has no attribute `{name}`; guard it with try(…)"), span));
            }
            Value::Seq(..) => {
                let message = format!("a list has no attribute `{name}`; take one element with [0] or all with [*]");
                return Err(EvalError::new(message, span));
            }
            other => {
                let message = format!("{} has no attribute `{name}`", convert::describe(other));
                return Err(EvalError::new(message, span));
            }
        };
        Ok(mask(part, masked))
    }

    /// `value[key]`.
    pub(super) fn index(&self, value: &Value, key: &Value, span: Span) -> Result<Value, EvalError> {
        let (inner, value_masked) = value.unmask();
        let (key, key_masked) = key.unmask();
        let masked = value_masked || key_masked;
        if let Value::Unknown(unknown) = key {
            return self.index_unknown(inner, unknown, span).map(|value| mask(value, masked));
        }
        let part = match inner {
            Value::Seq(SeqKind::Set, _) => {
                return Err(EvalError::new("a set has no order: tolist(…) makes a list of it", span));
            }
            Value::Seq(_, elements) => element(elements, key, masked, span)?,
            Value::Unknown(unknown) => unknown_part(unknown, key, span)?,
            Value::Null => return Err(EvalError::new("null has no elements; guard it with try(…)", span)),
            _ => {
                let name = convert::key(key).map_err(|message| EvalError::new(message, span))?;
                return self.attribute(inner, &name, span).map(|part| mask(part, masked)).map_err(|error| {
                    if key_masked { EvalError::new("there is no element for this sensitive key", span) } else { error }
                });
            }
        };
        Ok(mask(part, masked))
    }

    /// Which part is not known: it is one of them.
    fn index_unknown(&self, value: &Value, key: &Unknown, span: Span) -> Result<Value, EvalError> {
        let parts: Vec<&Value> = match value {
            Value::Seq(_, elements) => elements.iter().collect(),
            Value::Object(entries) => entries.values().collect(),
            Value::Unknown(unknown) => return Ok(derived([&**unknown, key])),
            Value::Null => return Err(EvalError::new("null has no elements; guard it with try(…)", span)),
            _ => return Ok(derived([key])),
        };
        let found = self.survey(parts.iter().copied(), span)?;
        let exact: Option<Vec<&Unknown>> = parts.iter().map(|part| part.as_unknown()).collect();
        let value = match exact.filter(|exact| !exact.is_empty()) {
            Some(exact) => some_of(exact, Some(key.reason().into())),
            None => derived(std::iter::once(key).chain(found.unknowns.iter().map(|unknown| &**unknown))),
        };
        Ok(mask(value, found.masked))
    }

    /// `value[*]` and `value.*`, with the steps that go on from each element.
    fn splat(&self, value: &Value, each: &[Step], env: Env<'_>, span: Span) -> Result<Value, EvalError> {
        let (inner, masked) = value.unmask();
        let walk_all = |elements: &[Value]| -> Result<Vec<Value>, EvalError> {
            self.charge(elements.len(), span)?;
            elements.iter().map(|element| self.walk(element.clone(), each, env)).collect()
        };
        let result = match inner {
            Value::Null => Value::tuple(Vec::new()),
            Value::Seq(_, elements) => {
                let each = walk_all(elements)?;
                let unknown = if is_disordered(inner) { inner.first_unknown() } else { None };
                match unknown {
                    Some(unknown) => uncertain_list(each, Vec::new(), [&**unknown]),
                    None => Value::tuple(each),
                }
            }
            Value::Unknown(unknown) => match elements_of(unknown) {
                Some((certain, possible)) => uncertain_list(walk_all(certain)?, walk_all(possible)?, [&**unknown]),
                None => derived([&**unknown]),
            },
            one => Value::tuple(walk_all(std::slice::from_ref(one))?),
        };
        Ok(mask(result, masked))
    }
}

fn element(elements: &Arc<Vec<Value>>, key: &Value, masked: bool, span: Span) -> Result<Value, EvalError> {
    let index = convert::whole(key)
        .map_err(|_| EvalError::new("elements of a list are counted from 0: a whole number is needed here", span))?;
    let found = usize::try_from(index).ok().and_then(|index| elements.get(index));
    found.cloned().ok_or_else(|| {
        let message = if masked {
            "there is no such element in this sensitive list".to_owned()
        } else {
            format!("there is no element {index}: the list has {}", elements.len())
        };
        EvalError::new(message, span)
    })
}

fn unknown_part(unknown: &Unknown, key: &Value, span: Span) -> Result<Value, EvalError> {
    let index = key.as_number().and_then(|number| usize::try_from(number.as_i128()?).ok());
    if let Some(piece) = index.and_then(|at| piece_of(unknown, at)) {
        return Ok(piece);
    }
    // Which element of such a list comes first is not known.
    if unknown.bounds.is_some() {
        return Ok(one_of_elements(unknown).unwrap_or_else(|| derived([unknown])));
    }
    if key.as_number().is_some() {
        let index = index.ok_or_else(|| EvalError::new("elements of a list are counted from 0", span))?;
        return Ok(part_of(unknown, |path| path.index(index)));
    }
    let name = convert::key(key).map_err(|message| EvalError::new(message, span))?;
    Ok(part_of(unknown, |path| path.name(&name)))
}

/// Which one it is of some attributes.
fn one_of_elements(unknown: &Unknown) -> Option<Value> {
    let (certain, possible) = elements_of(unknown)?;
    let each: Option<Vec<&Unknown>> = certain.iter().chain(possible).map(Value::as_unknown).collect();
    each.filter(|each| !each.is_empty()).map(|each| some_of(each, Some(unknown.reason().into())))
}
