//! Values become values of a type.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::eval::convert::{describe, number, text};
use crate::eval::functions::unique;
use crate::eval::unknowns::{derived, uncertain_list};
use crate::eval::{Scope, survey};
use crate::model::{Entries, SeqKind, Unknown, Value};

use super::{Field, Nothing, Type, one_type};

/// Deepest value that is converted.
const DEEPEST: usize = 200;

impl Type {
    /// The value as one of this type. What is unknown stays the attribute it comes from, where that is certain.
    ///
    /// # Errors
    /// Where the value is not of the type and cannot become so, in words that hold no part of it.
    pub fn convert(&self, value: Value) -> Result<Value, String> {
        self.convert_in(value, &Nothing)
    }

    /// [`Type::convert`] in a scope, which knows which attributes differ: elements of sets may be the same.
    ///
    /// # Errors
    /// As [`Type::convert`].
    pub fn convert_in(&self, value: Value, scope: &dyn Scope) -> Result<Value, String> {
        Conversion { scope }.run(self, value, 0)
    }
}

struct Conversion<'s> {
    scope: &'s dyn Scope,
}

impl Conversion<'_> {
    fn run(&self, type_: &Type, value: Value, depth: usize) -> Result<Value, String> {
        if depth > DEEPEST {
            return Err("this value is nested too deeply".to_owned());
        }
        match (type_, value) {
            (Type::Any, value) | (_, value @ Value::Null) => Ok(value),
            (_, Value::Sensitive(inner)) => Ok(self.run(type_, (*inner).clone(), depth)?.sensitive()),
            (_, Value::Unknown(unknown)) => self.unknown(type_, unknown, depth),
            (Type::String, value) => text(&value).map(Value::String),
            (Type::Number, value) => number(&value).map(Value::Number),
            (Type::Bool, value) => value.as_bool().map(Value::Bool).ok_or_else(|| mismatch("a boolean", &value)),
            (Type::List(inner), Value::Seq(kind, list)) => self.list(inner, kind, list, depth),
            (Type::Set(inner), Value::Seq(_, list)) => {
                let list = self.elements(inner, list, depth)?;
                unique(self.scope, &list, SeqKind::Set)
            }
            (Type::Tuple(types), Value::Seq(_, list)) => self.tuple(types, &list, depth),
            (Type::Map(inner), Value::Object(entries)) => self.map(inner, entries, depth),
            (Type::Object(fields), Value::Object(entries)) => self.object(fields, &entries, depth),
            (_, value) => Err(mismatch(&format!("a value of type {type_}"), &value)),
        }
    }

    /// Text stays that attribute. A list may have been a set, whose elements have no index, and an object may get
    /// defaults: then it is only computed from it.
    fn unknown(&self, type_: &Type, unknown: Arc<Unknown>, depth: usize) -> Result<Value, String> {
        let bounds = crate::eval::unknowns::elements_of(&unknown);
        match (type_, bounds) {
            (Type::List(inner) | Type::Set(inner), Some((certain, possible))) => {
                let each = |list: &[Value]| -> Result<Vec<Value>, String> {
                    list.iter().map(|element| self.run(inner, element.clone(), depth + 1)).collect()
                };
                let (certain, possible) = (each(certain)?, each(possible)?);
                if matches!(type_, Type::List(_)) {
                    return Ok(uncertain_list(certain, possible, [&*unknown]));
                }
                Ok(derived([&*unknown]))
            }
            (Type::List(_) | Type::Set(_), None) => Ok(derived([&*unknown])),
            (type_, _) if has_defaults(type_) => Ok(derived([&*unknown])),
            _ => Ok(Value::Unknown(unknown)),
        }
    }

    fn elements(&self, inner: &Type, list: Arc<Vec<Value>>, depth: usize) -> Result<Arc<Vec<Value>>, String> {
        let unified;
        let inner = if let Type::Any = inner {
            let Some(one) = one_type(list.iter()) else {
                return Err("the elements are of different types".to_owned());
            };
            unified = one;
            &unified
        } else {
            inner
        };
        if list.iter().all(|element| is_of(inner, element)) {
            return Ok(list);
        }
        let converted = list.iter().enumerate().map(|(at, element)| {
            self.run(inner, element.clone(), depth + 1).map_err(|message| format!("element {at}: {message}"))
        });
        Ok(Arc::new(converted.collect::<Result<_, _>>()?))
    }

    /// The order in which a set is walked depends on what its elements will be.
    fn list(&self, inner: &Type, kind: SeqKind, list: Arc<Vec<Value>>, depth: usize) -> Result<Value, String> {
        let list = self.elements(inner, list, depth)?;
        if kind == SeqKind::Set && list.len() > 1 {
            let found = survey::survey(list.iter())?;
            if !found.unknowns.is_empty() {
                return Ok(uncertain_list(list.to_vec(), Vec::new(), found.unknowns.iter().map(|it| &**it)));
            }
        }
        Ok(Value::Seq(SeqKind::List, list))
    }

    fn tuple(&self, types: &[Type], list: &[Value], depth: usize) -> Result<Value, String> {
        if types.len() != list.len() {
            return Err(format!("a tuple of {} elements is needed, and this has {}", types.len(), list.len()));
        }
        let pairs = types.iter().zip(list);
        let converted = pairs.map(|(type_, element)| self.run(type_, element.clone(), depth + 1));
        Ok(Value::tuple(converted.collect::<Result<_, _>>()?))
    }

    fn map(&self, inner: &Type, entries: Arc<Entries>, depth: usize) -> Result<Value, String> {
        let unified;
        let inner = if let Type::Any = inner {
            let Some(one) = one_type(entries.values()) else {
                return Err("the values of the map are of different types".to_owned());
            };
            unified = one;
            &unified
        } else {
            inner
        };
        if entries.values().all(|entry| is_of(inner, entry)) {
            return Ok(Value::Object(entries));
        }
        let converted = entries.iter().map(|(key, entry)| {
            let entry = self.run(inner, entry.clone(), depth + 1).map_err(|message| format!("`{key}`: {message}"))?;
            Ok((key.clone(), entry))
        });
        Ok(Value::object(converted.collect::<Result<_, String>>()?))
    }

    fn object(&self, fields: &[Field], entries: &Entries, depth: usize) -> Result<Value, String> {
        let mut object = BTreeMap::new();
        for field in fields {
            let value = match (entries.get(&field.name), &field.default) {
                // A default stands for null too, and where null is not known to be none, so is the value.
                (None | Some(Value::Null), Some(default)) => default.clone(),
                (None, None) if field.optional => Value::Null,
                (None, None) => return Err(format!("the attribute `{}` is missing", field.name)),
                (Some(value), default) => {
                    let converted = self.run(&field.type_, value.clone(), depth + 1);
                    let converted = converted.map_err(|message| format!("`{}`: {message}", field.name))?;
                    self.or_default(converted, default.as_ref())
                }
            };
            object.insert(field.name.clone(), value);
        }
        Ok(Value::object(object.into()))
    }

    /// What is unknown may be null, and then the default takes its place.
    fn or_default(&self, value: Value, default: Option<&Value>) -> Value {
        match (value.unmask().0, default) {
            (Value::Unknown(unknown), Some(default))
                if *default != Value::Null && !crate::eval::unknowns::never_null(self.scope, unknown) =>
            {
                let part = derived([&**unknown]);
                if value.unmask().1 { part.sensitive() } else { part }
            }
            _ => value,
        }
    }
}

fn mismatch(wanted: &str, value: &Value) -> String {
    format!("{wanted} is needed, and this is {}", describe(value))
}

/// It needs no conversion.
fn is_of(type_: &Type, value: &Value) -> bool {
    matches!(
        (type_, value),
        (Type::Any, _)
            | (_, Value::Null)
            | (Type::String, Value::String(_))
            | (Type::Number, Value::Number(_))
            | (Type::Bool, Value::Bool(_))
            | (Type::String | Type::Number | Type::Bool, Value::Unknown(_))
    )
}

fn has_defaults(type_: &Type) -> bool {
    match type_ {
        Type::Any | Type::String | Type::Number | Type::Bool => false,
        Type::List(inner) | Type::Set(inner) | Type::Map(inner) => has_defaults(inner),
        Type::Tuple(types) => types.iter().any(has_defaults),
        Type::Object(fields) => fields.iter().any(|field| field.default.is_some() || has_defaults(&field.type_)),
    }
}
