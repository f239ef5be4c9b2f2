//! `input` blocks: values that come from outside, with a type.

use crate::eval::ast::{Block, Expr, ExprKind};
use crate::source::Span;

use super::error::{Errors, suggestion};
use super::read::check_names;

/// An `input` block.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub name_span: Span,
    /// Its type.
    pub type_: InputType,
    /// Its value where none is given.
    pub default: Option<Expr>,
    /// What it is for; may be empty.
    pub description: String,
    /// It may be null.
    pub nullable: bool,
    /// Its value is masked.
    pub sensitive: bool,
    /// The header of the block.
    pub span: Span,
}

/// The type of an input.
#[derive(Debug, Clone, PartialEq)]
pub enum InputType {
    /// `any`.
    Any,
    /// `string`.
    String,
    /// `number`.
    Number,
    /// `bool`.
    Bool,
    /// `list(…)`.
    List(Box<InputType>),
    /// `set(…)`.
    Set(Box<InputType>),
    /// `map(…)`.
    Map(Box<InputType>),
    /// `tuple([…])`.
    Tuple(Vec<InputType>),
    /// `object({ … })`.
    Object(Vec<ObjectAttribute>),
}

/// An attribute of an `object({ … })`.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectAttribute {
    /// Its name.
    pub name: String,
    /// Its type.
    pub type_: InputType,
    /// `optional(…)`: it may be left out.
    pub optional: bool,
    /// The value where it is left out.
    pub default: Option<Expr>,
}

const ATTRIBUTES: &[&str] = &["type", "default", "description", "nullable", "sensitive"];
const TYPES: &[&str] = &["string", "number", "bool", "any", "list", "set", "map", "object", "tuple"];

/// Reads an `input` block.
pub(super) fn read(block: &Block, errors: &mut Errors<'_>) -> Option<Input> {
    let [label] = block.labels.as_slice() else {
        errors.add(block.span, "an `input` block has one label: its name", "", "write `input \"name\" { … }`");
        return None;
    };
    check_names(&block.body, ATTRIBUTES, &[], "an `input` block", errors);
    let Some(type_) = block.body.attribute("type") else {
        let help = "add `type = string` (or number, bool, list(string), any, …)";
        errors.add(block.span, format!("the input `{}` has no type", label.text), "", help);
        return None;
    };
    let type_ = read_type(&type_.value, errors)?;
    let mut flag = |name: &str, default: bool| match block.body.attribute(name) {
        None => default,
        Some(attribute) => match &attribute.value.kind {
            ExprKind::Literal(crate::model::Value::Bool(truth)) => *truth,
            _ => {
                errors.add(attribute.value.span, format!("`{name}` is true or false"), "", "");
                default
            }
        },
    };
    let description = block.body.attribute("description");
    Some(Input {
        name: label.text.clone(),
        name_span: label.span,
        type_,
        nullable: flag("nullable", true),
        sensitive: flag("sensitive", false),
        default: block.body.attribute("default").map(|attribute| attribute.value.clone()),
        description: description.and_then(|it| it.value.as_literal_string()).unwrap_or("").to_owned(),
        span: block.span,
    })
}

fn read_type(expr: &Expr, errors: &mut Errors<'_>) -> Option<InputType> {
    let read = match &expr.kind {
        ExprKind::Variable(name) => match &**name {
            "any" => Some(InputType::Any),
            "string" => Some(InputType::String),
            "number" => Some(InputType::Number),
            "bool" => Some(InputType::Bool),
            "list" => Some(InputType::List(Box::new(InputType::Any))),
            "set" => Some(InputType::Set(Box::new(InputType::Any))),
            "map" => Some(InputType::Map(Box::new(InputType::Any))),
            _ => None,
        },
        ExprKind::Call(call) => {
            let [argument] = call.arguments.as_slice() else { return unknown_type(expr, "", errors) };
            return match (call.name.as_str(), &argument.kind) {
                ("list", _) => Some(InputType::List(Box::new(read_type(argument, errors)?))),
                ("set", _) => Some(InputType::Set(Box::new(read_type(argument, errors)?))),
                ("map", _) => Some(InputType::Map(Box::new(read_type(argument, errors)?))),
                ("tuple", ExprKind::Tuple(items)) => {
                    let items = items.iter().map(|item| read_type(item, errors));
                    items.collect::<Option<_>>().map(InputType::Tuple)
                }
                ("object", ExprKind::Object(entries)) => {
                    let attributes = entries.iter().map(|(key, value)| read_attribute(key, value, errors));
                    attributes.collect::<Option<_>>().map(InputType::Object)
                }
                (name, _) => unknown_type(expr, name, errors),
            };
        }
        // A type in quotes is how it was written long ago.
        _ => None,
    };
    let name = expr.as_variable().or(expr.as_literal_string()).unwrap_or("");
    read.or_else(|| unknown_type(expr, name, errors))
}

fn read_attribute(key: &Expr, value: &Expr, errors: &mut Errors<'_>) -> Option<ObjectAttribute> {
    let name = key.as_literal_string()?.to_owned();
    if let ExprKind::Call(call) = &value.kind
        && call.name == "optional"
        && let Some((first, rest)) = call.arguments.split_first()
    {
        return Some(ObjectAttribute {
            name,
            type_: read_type(first, errors)?,
            optional: true,
            default: rest.first().cloned(),
        });
    }
    Some(ObjectAttribute { name, type_: read_type(value, errors)?, optional: false, default: None })
}

fn unknown_type(expr: &Expr, name: &str, errors: &mut Errors<'_>) -> Option<InputType> {
    let help = suggestion(name, TYPES.iter().copied());
    errors.add(expr.span, "this is not a type", "", help);
    None
}
