//! A JSON value → an expression. Strings are templates; in a few places Terraform takes them for references instead, and
//! in one (the default of a variable) for plain text.

use super::parse::{Json, Node, Text};
use crate::eval::ast::{Call, Expr, ExprKind, Part, StepKind};
use crate::eval::{self, SyntaxError};
use crate::model::{Number, Value};
use crate::source::{Source, Span};

/// What strings are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strings {
    /// Templates.
    Templates,
    /// Expressions, such as `"aws_lb.main"` in `depends_on`.
    References,
    /// Text.
    Plain,
}

/// The closing line of the heredoc that a template is read as.
const END: &str = "POOLPROOF_END_OF_TEMPLATE";

/// The expression that a value stands for. What is wrong with a string is said at its place in the file.
pub(super) fn expr(node: &Node, strings: Strings) -> Result<Expr, SyntaxError> {
    let kind = match &node.kind {
        Json::Null => ExprKind::Literal(Value::Null),
        Json::Bool(truth) => ExprKind::Literal(Value::Bool(*truth)),
        Json::Number(number) => ExprKind::Literal(Value::Number(self::number(number, node.span)?)),
        Json::String(text) => return string(text, strings),
        Json::Array(items) => ExprKind::Tuple(items.iter().map(|item| expr(item, strings)).collect::<Result<_, _>>()?),
        Json::Object(properties) => {
            let keys = if strings == Strings::References { Strings::Plain } else { strings };
            let entries = properties.iter().map(|(key, value)| Ok((string(key, keys)?, expr(value, strings)?)));
            ExprKind::Object(entries.collect::<Result<_, _>>()?)
        }
    };
    Ok(Expr { kind, span: node.span })
}

fn number(text: &str, span: Span) -> Result<Number, SyntaxError> {
    Number::parse(text).ok_or_else(|| SyntaxError { message: format!("`{text}` is no number"), span })
}

fn string(text: &Text, strings: Strings) -> Result<Expr, SyntaxError> {
    let has_marks = text.text.contains("${") || text.text.contains("%{");
    match strings {
        Strings::References if !has_marks => reference(text),
        Strings::Templates | Strings::References if has_marks => template(text),
        _ => Ok(literal(text)),
    }
}

fn literal(text: &Text) -> Expr {
    Expr { kind: ExprKind::Literal(Value::string(&text.text)), span: text.span }
}

/// What is no expression stays text: `ignore_changes = ["*"]`, or a type's name of old.
fn reference(text: &Text) -> Result<Expr, SyntaxError> {
    let source = Source::new("", text.text.clone());
    let Ok(mut expr) = eval::parse_expression(&source) else { return Ok(literal(text)) };
    move_spans(&mut expr, &|span| Span::new(text.place(span.start)..text.place(span.end)));
    expr.span = text.span;
    Ok(expr)
}

/// A template is read as the text of a heredoc: there, as in JSON, quotes and backslashes are nothing special.
fn template(text: &Text) -> Result<Expr, SyntaxError> {
    let head = format!("<<{END}\n");
    let source = Source::new("", format!("{head}{}\n{END}\n", text.text));
    let length = text.text.len();
    let place = |offset: usize| text.place(offset.saturating_sub(head.len()).min(length));
    let moved = |span: Span| Span::new(place(span.start)..place(span.end));
    let parsed = eval::parse_expression(&source);
    let mut expr = parsed.map_err(|error| SyntaxError { message: error.message, span: moved(error.span) })?;
    move_spans(&mut expr, &moved);
    expr.span = text.span;
    expr.kind = without_line_end(expr.kind);
    Ok(expr)
}

/// Takes off the line end that the heredoc has and the string has not. A lone `${…}` is its value, not text.
fn without_line_end(kind: ExprKind) -> ExprKind {
    match kind {
        ExprKind::Literal(value) => match value.as_str() {
            Some(text) => ExprKind::Literal(Value::string(text.strip_suffix('\n').unwrap_or(text))),
            None => ExprKind::Literal(value),
        },
        ExprKind::Template(mut parts) => {
            if let Some(Part::Literal(text)) = parts.last_mut()
                && text.ends_with('\n')
            {
                text.pop();
            }
            parts.retain(|part| !matches!(part, Part::Literal(text) if text.is_empty()));
            ExprKind::Template(parts)
        }
        other => other,
    }
}

/// Gives every span of an expression another place.
fn move_spans(expr: &mut Expr, moved: &dyn Fn(Span) -> Span) {
    expr.span = moved(expr.span);
    match &mut expr.kind {
        ExprKind::Literal(_) | ExprKind::Variable(_) => {}
        ExprKind::Template(parts) => move_parts(parts, moved),
        ExprKind::Traversal { base, steps } => {
            move_spans(base, moved);
            for step in steps {
                step.span = moved(step.span);
                if let StepKind::Index(index) = &mut step.kind {
                    move_spans(index, moved);
                }
            }
        }
        ExprKind::Call(call) => {
            let Call { name_span, arguments, .. } = call.as_mut();
            *name_span = moved(*name_span);
            arguments.iter_mut().for_each(|argument| move_spans(argument, moved));
        }
        ExprKind::Unary(_, inner) | ExprKind::Paren(inner) => move_spans(inner, moved),
        ExprKind::Binary(_, operands) => {
            move_spans(&mut operands.0, moved);
            move_spans(&mut operands.1, moved);
        }
        ExprKind::Conditional(it) => {
            [&mut it.condition, &mut it.then, &mut it.otherwise].into_iter().for_each(|part| move_spans(part, moved));
        }
        ExprKind::For(it) => {
            let optional = it.result_key.iter_mut().chain(&mut it.condition);
            [&mut it.collection, &mut it.result].into_iter().chain(optional).for_each(|part| move_spans(part, moved));
        }
        ExprKind::Tuple(items) => items.iter_mut().for_each(|item| move_spans(item, moved)),
        ExprKind::Object(entries) => {
            for (key, value) in entries {
                move_spans(key, moved);
                move_spans(value, moved);
            }
        }
    }
}

fn move_parts(parts: &mut [Part], moved: &dyn Fn(Span) -> Span) {
    for part in parts {
        match part {
            Part::Literal(_) => {}
            Part::Interpolation(expr) => move_spans(expr, moved),
            Part::If { condition, then, otherwise } => {
                move_spans(condition, moved);
                move_parts(then, moved);
                move_parts(otherwise, moved);
            }
            Part::For { collection, body, .. } => {
                move_spans(collection, moved);
                move_parts(body, moved);
            }
        }
    }
}
