//! *Types* as Terraform writes them: `string`, `list(object({ name = string, port = optional(number, 80) }))`. A type
//! converts a value as Terraform does when it is passed to a variable: what is unknown, masked or null stays so, defaults
//! fill what is left out, and attributes that the type does not name are dropped.

mod convert;
#[cfg(test)]
mod tests;
mod unify;

use std::sync::Arc;

use crate::model::{Handle, Value};

use super::ast::{Call, Expr, ExprKind};
use super::{EvalError, Scope, did_you_mean, evaluate};

pub(super) use unify::{one_type, type_of, unify};

/// A type of Terraform's type system.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// `any`: whatever it is.
    Any,
    /// `string`.
    String,
    /// `number`.
    Number,
    /// `bool`.
    Bool,
    /// `list(…)`.
    List(Box<Type>),
    /// `set(…)`.
    Set(Box<Type>),
    /// `map(…)`.
    Map(Box<Type>),
    /// `tuple([…])`.
    Tuple(Vec<Type>),
    /// `object({ … })`.
    Object(Vec<Field>),
}

/// An attribute of an `object({ … })`.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: Arc<str>,
    /// Its type.
    pub type_: Type,
    /// `optional(…)`: it may be left out.
    pub optional: bool,
    /// The value where it is left out, or null.
    pub default: Option<Value>,
}

const NAMES: &[&str] = &["string", "number", "bool", "any", "list", "set", "map", "object", "tuple"];

/// The type that an expression writes down.
///
/// # Errors
/// Where it is no type, or the default of an `optional` is not constant or not of its type.
pub fn parse_type(expr: &Expr) -> Result<Type, EvalError> {
    match &expr.kind {
        ExprKind::Variable(name) => plain(name).ok_or_else(|| not_a_type(expr, name)),
        ExprKind::Call(call) => parse_call(call, expr),
        ExprKind::Paren(inner) => parse_type(inner),
        // A type in quotes is how it was written long ago.
        _ => match expr.as_literal_string() {
            Some(name) => plain(name).ok_or_else(|| not_a_type(expr, name)),
            None => Err(not_a_type(expr, "")),
        },
    }
}

/// A lone `list` is how `list(any)` was written long ago.
fn plain(name: &str) -> Option<Type> {
    Some(match name {
        "any" => Type::Any,
        "string" => Type::String,
        "number" => Type::Number,
        "bool" => Type::Bool,
        "list" => Type::List(Box::new(Type::Any)),
        "set" => Type::Set(Box::new(Type::Any)),
        "map" => Type::Map(Box::new(Type::Any)),
        _ => return None,
    })
}

fn not_a_type(expr: &Expr, name: &str) -> EvalError {
    let hint = did_you_mean(name, NAMES.iter().copied()).map(|meant| format!("; did you mean `{meant}`?"));
    let hint = hint.unwrap_or_else(|| format!("; types are {}", NAMES.join(", ")));
    EvalError::new(format!("this is not a type{hint}"), expr.span)
}

fn parse_call(call: &Call, expr: &Expr) -> Result<Type, EvalError> {
    let [argument] = call.arguments.as_slice() else { return Err(not_a_type(expr, "")) };
    let inner = || parse_type(argument).map(Box::new);
    match (call.full_name().as_str(), &argument.kind) {
        ("list", _) => Ok(Type::List(inner()?)),
        ("set", _) => Ok(Type::Set(inner()?)),
        ("map", _) => Ok(Type::Map(inner()?)),
        ("tuple", ExprKind::Tuple(items)) => items.iter().map(parse_type).collect::<Result<_, _>>().map(Type::Tuple),
        ("object", ExprKind::Object(entries)) => {
            let fields = entries.iter().map(|(key, value)| parse_field(key, value));
            fields.collect::<Result<_, _>>().map(Type::Object)
        }
        (name, _) => Err(not_a_type(expr, name)),
    }
}

fn parse_field(key: &Expr, value: &Expr) -> Result<Field, EvalError> {
    let name = key.as_literal_string().ok_or_else(|| EvalError::new("a name is expected here", key.span))?.into();
    let optional = match &value.kind {
        ExprKind::Call(call) if call.full_name() == "optional" => call,
        _ => return Ok(Field { name, type_: parse_type(value)?, optional: false, default: None }),
    };
    let [type_, rest @ ..] = optional.arguments.as_slice() else {
        return Err(EvalError::new("`optional` takes a type, and a default", value.span));
    };
    let type_ = parse_type(type_)?;
    let default = match rest {
        [] => None,
        [default] => {
            let constant = evaluate(default, &Nothing)?;
            Some(type_.convert(constant).map_err(|message| EvalError::new(message, default.span))?)
        }
        _ => return Err(EvalError::new("`optional` takes a type, and a default", value.span)),
    };
    Ok(Field { name, type_, optional: true, default })
}

impl std::fmt::Display for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::String => f.write_str("string"),
            Self::Number => f.write_str("number"),
            Self::Bool => f.write_str("bool"),
            Self::List(inner) => write!(f, "list({inner})"),
            Self::Set(inner) => write!(f, "set({inner})"),
            Self::Map(inner) => write!(f, "map({inner})"),
            Self::Tuple(_) => f.write_str("tuple"),
            Self::Object(_) => f.write_str("object"),
        }
    }
}

/// A scope in which nothing has a name: for constants.
pub struct Nothing;

impl Scope for Nothing {
    fn root(&self, _name: &str) -> Option<Result<Value, EvalError>> {
        None
    }

    fn roots(&self) -> Vec<String> {
        Vec::new()
    }

    fn attribute(&self, _of: Handle, _name: &str) -> Option<Result<Value, EvalError>> {
        None
    }

    fn attributes(&self, _of: Handle) -> Vec<String> {
        Vec::new()
    }
}
