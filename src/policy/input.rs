//! `input` blocks: values that come from outside, with a type.

use crate::eval::ast::{Block, Expr, ExprKind};
use crate::eval::{Type, parse_type};
use crate::source::Span;

use super::error::Errors;
use super::read::check_names;

/// An `input` block.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub name_span: Span,
    /// Its type.
    pub type_: Type,
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

const ATTRIBUTES: &[&str] = &["type", "default", "description", "nullable", "sensitive"];

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
    let type_ = match parse_type(&type_.value) {
        Ok(type_) => type_,
        Err(error) => {
            let (message, help) = error.message.split_once("; ").unwrap_or((&error.message, ""));
            errors.add(error.span, message, "", help);
            return None;
        }
    };
    let default = block.body.attribute("default").map(|attribute| attribute.value.clone());
    let is_null = default.as_ref().is_some_and(|it| it.kind == ExprKind::Literal(crate::model::Value::Null));
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
        nullable: flag("nullable", is_null),
        sensitive: flag("sensitive", false),
        default,
        description: description.and_then(|it| it.value.as_literal_string()).unwrap_or("").to_owned(),
        span: block.span,
    })
}
