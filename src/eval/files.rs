//! Functions that read files. A scope that has files answers them with [`file_function`]; where the file cannot be had,
//! the value is unknown, and says which file it was.

use std::cell::Cell;

use crate::model::{Entries, Value};
use crate::source::{Source, Span};

use super::evaluate::{evaluate_on, mask};
use super::syntax::parse_template;
use super::{EvalError, Scope, functions};

/// Bytes of a file that are read, or looked at, for the price of one step.
pub(super) const TEXT_PER_STEP_READ: usize = 4;

/// The bytes of a file, or why they cannot be had.
pub type ReadFile<'f> = &'f dyn Fn(&str) -> Result<Vec<u8>, String>;

/// Answers `file`, `fileexists`, `filebase64`, `filemd5`, `filesha…`, `filebase64sha…` and `templatefile`; `None` for any
/// other function. `fileexists` is never false: a file that cannot be had may still be there when Terraform runs.
///
/// # Errors
/// Where the arguments are wrong, or a template cannot be filled in.
pub fn file_function(
    name: &str,
    arguments: &[Value],
    read: ReadFile<'_>,
    outer: &dyn Scope,
    steps: &Cell<u64>,
) -> Option<Result<Value, EvalError>> {
    let known = ["fileexists", "templatefile", "file", "filebase64", "filemd5"];
    if !known.contains(&name) && !name.starts_with("filesha") && !name.starts_with("filebase64sha") {
        return None;
    }
    let (path, masked) = arguments.first()?.unmask();
    if path.as_unknown().is_some() {
        return Some(Ok(arguments.first()?.clone()).map(|path| depends_on(&path)));
    }
    let Some(path) = path.as_str() else {
        return Some(Err(EvalError::new(format!("{name}: the path of a file is text"), Span::default())));
    };
    let bytes = match read(path) {
        Ok(bytes) => bytes,
        // The reason names the file, which must not be shown where its name is masked.
        Err(_) if masked => {
            return Some(Ok(Value::unknown_because("a file with a sensitive name is not at hand").sensitive()));
        }
        Err(why) => return Some(Ok(Value::unknown_because(why))),
    };
    steps.set(steps.get().saturating_add((bytes.len() / TEXT_PER_STEP_READ) as u64));
    let answer = match name {
        "fileexists" => Ok(Value::Bool(true)),
        "templatefile" => match (String::from_utf8(bytes), arguments.get(1)) {
            (Ok(text), Some(variables)) => render_template(path, &text, variables, (outer, steps)),
            _ => Err(EvalError::new(format!("{path} is no text (UTF-8)"), Span::default())),
        },
        _ => functions::of_file(name, bytes)?.map_err(|message| EvalError::new(message, Span::default())),
    };
    Some(answer.map(|value| mask(value, masked)))
}

fn depends_on(path: &Value) -> Value {
    let (inner, masked) = path.unmask();
    mask(super::derived(inner.as_unknown()), masked)
}

/// The text of a template such as `templatefile` reads, filled in with the entries of `variables`. Functions are the same
/// as everywhere, `outer` answers what it answers, and the work counts as that of the expression that asks for the text.
///
/// # Errors
/// Where the text is no template, or a part of it has no value; the message names file and line, the span is empty.
pub(super) fn render_template(
    path: &str,
    text: &str,
    variables: &Value,
    (outer, steps): (&dyn Scope, &Cell<u64>),
) -> Result<Value, EvalError> {
    let (inner, masked) = variables.unmask();
    if let Some(unknown) = inner.as_unknown() {
        return Ok(mask(super::derived([unknown]), masked));
    }
    let Some(entries) = inner.as_object() else {
        return Err(EvalError::new("the values of a template are an object", Span::default()));
    };
    let source = Source::new(path, text);
    let place = |message: &str, span: Span| {
        let line = source.line_column(span.start).0;
        EvalError::new(format!("{path}:{line}: {message}"), Span::default())
    };
    let expr = parse_template(&source).map_err(|error| place(&error.message, error.span))?;
    let scope = Variables { entries, outer };
    let value = evaluate_on(&expr, &scope, steps).map_err(|error| place(&error.message, error.span))?;
    let text = super::Type::String.convert(value).map_err(|message| place(&message, Span::default()))?;
    Ok(mask(text, masked))
}

/// The scope of a template: its variables, and nothing else.
struct Variables<'v> {
    entries: &'v Entries,
    outer: &'v dyn Scope,
}

impl Scope for Variables<'_> {
    fn root(&self, name: &str) -> Option<Result<Value, EvalError>> {
        self.entries.get(name).cloned().map(Ok)
    }

    fn roots(&self) -> Vec<String> {
        self.entries.keys().map(ToString::to_string).collect()
    }

    fn attribute(&self, of: crate::model::Handle, name: &str) -> Option<Result<Value, EvalError>> {
        self.outer.attribute(of, name)
    }

    fn attributes(&self, of: crate::model::Handle) -> Vec<String> {
        self.outer.attributes(of)
    }

    fn function(&self, name: &str, arguments: &[Value], steps: &Cell<u64>) -> Option<Result<Value, EvalError>> {
        // A template that reads itself would never end; Terraform refuses it too.
        if name == "templatefile" { None } else { self.outer.function(name, arguments, steps) }
    }

    fn never_null(&self, attribute: &crate::model::AttributeRef) -> bool {
        self.outer.never_null(attribute)
    }

    fn is_single(&self, attribute: &crate::model::AttributeRef) -> bool {
        self.outer.is_single(attribute)
    }

    fn same(&self, a: &crate::model::AttributeRef, b: &crate::model::AttributeRef) -> Option<bool> {
        self.outer.same(a, b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::Nothing;

    #[test]
    fn the_name_of_a_file_under_a_mask_is_not_shown() {
        let read = |path: &str| Err(format!("{path} is not there"));
        let reason = |path: Value| {
            let value = file_function("file", &[path], &read, &Nothing, &Cell::default()).unwrap().unwrap();
            value.as_unknown().unwrap().reason()
        };
        assert_eq!(reason(Value::string("key.pem")), "key.pem is not there");
        assert!(!reason(Value::string("key.pem").sensitive()).contains("key.pem"));
    }
}
