//! Of some types, the one that all of them become where Terraform wants one: the arms of a condition, the elements of a
//! list. `any` stands for what is not known or null, and becomes whatever the others are.

use std::sync::Arc;

use crate::model::{SeqKind, Value};

use super::{Field, Type};

/// The type of a value.
pub(in crate::eval) fn type_of(value: &Value) -> Type {
    match value.unmask().0 {
        Value::Null | Value::Unknown(_) | Value::Sensitive(_) | Value::Subject(_) => Type::Any,
        Value::Bool(_) => Type::Bool,
        Value::Number(_) => Type::Number,
        Value::String(_) => Type::String,
        Value::Seq(SeqKind::Tuple, list) => Type::Tuple(list.iter().map(type_of).collect()),
        Value::Seq(kind, list) => {
            let inner = Box::new(one_type(list.iter()).unwrap_or(Type::Any));
            if *kind == SeqKind::Set { Type::Set(inner) } else { Type::List(inner) }
        }
        Value::Object(entries) => Type::Object(
            entries
                .iter()
                .map(|(name, entry)| Field {
                    name: name.clone(),
                    type_: type_of(entry),
                    optional: false,
                    default: None,
                })
                .collect(),
        ),
    }
}

/// The type that all of `values` can become.
pub(in crate::eval) fn one_type<'v>(values: impl Iterator<Item = &'v Value>) -> Option<Type> {
    let mut one = Type::Any;
    for value in values {
        let next = type_of(value);
        // Lists are mostly of one plain type.
        if next != one {
            one = unify(one, next)?;
        }
    }
    Some(one)
}

/// The type that values of both can become.
pub(in crate::eval) fn unify(a: Type, b: Type) -> Option<Type> {
    Some(match (a, b) {
        (Type::Any, other) | (other, Type::Any) => other,
        (a, b) if a == b => a,
        (Type::String, Type::Number | Type::Bool) | (Type::Number | Type::Bool, Type::String) => Type::String,
        (Type::Tuple(a), Type::Tuple(b)) if a.len() == b.len() => {
            let both: Option<Vec<Type>> = a.iter().cloned().zip(b.iter().cloned()).map(|(a, b)| unify(a, b)).collect();
            match both {
                Some(types) => Type::Tuple(types),
                None => Type::List(Box::new(all_of(a.into_iter().chain(b))?)),
            }
        }
        (Type::Tuple(a), Type::Tuple(b)) => Type::List(Box::new(all_of(a.into_iter().chain(b))?)),
        (Type::List(inner), Type::Tuple(types)) | (Type::Tuple(types), Type::List(inner)) => {
            Type::List(Box::new(all_of(types.into_iter().chain([*inner]))?))
        }
        (Type::Set(inner), Type::Tuple(types)) | (Type::Tuple(types), Type::Set(inner)) => {
            Type::Set(Box::new(all_of(types.into_iter().chain([*inner]))?))
        }
        (Type::List(a), Type::List(b)) => Type::List(Box::new(unify(*a, *b)?)),
        (Type::Set(a), Type::Set(b) | Type::List(b)) | (Type::List(b), Type::Set(a)) => {
            Type::Set(Box::new(unify(*a, *b)?))
        }
        (Type::Map(a), Type::Map(b)) => Type::Map(Box::new(unify(*a, *b)?)),
        (Type::Map(inner), Type::Object(fields)) | (Type::Object(fields), Type::Map(inner)) => {
            Type::Map(Box::new(all_of(fields.into_iter().map(|field| field.type_).chain([*inner]))?))
        }
        (Type::Object(a), Type::Object(b)) => objects(a, b)?,
        _ => return None,
    })
}

fn all_of(mut types: impl Iterator<Item = Type>) -> Option<Type> {
    types.try_fold(Type::Any, unify)
}

/// Objects of the same attributes stay objects, others become maps.
fn objects(a: Vec<Field>, b: Vec<Field>) -> Option<Type> {
    let names = |fields: &[Field]| fields.iter().map(|field| field.name.clone()).collect::<Vec<Arc<str>>>();
    if names(&a) != names(&b) {
        let types = a.into_iter().chain(b).map(|field| field.type_);
        return all_of(types).map(|inner| Type::Map(Box::new(inner)));
    }
    let fields = a.into_iter().zip(b).map(|(a, b)| {
        let type_ = unify(a.type_, b.type_)?;
        Some(Field { name: a.name, type_, optional: false, default: None })
    });
    fields.collect::<Option<_>>().map(Type::Object)
}
