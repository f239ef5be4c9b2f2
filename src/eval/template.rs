//! Templates: text with something to fill in. A template that is one `${x}` and nothing else is `x` itself, of any type.

use std::sync::Arc;

use crate::model::{Bounds, Unknown, Value};
use crate::source::Span;

use super::ast::{Expr, Part};
use super::convert::{text, truth};
use super::evaluate::{Binding, Env, Evaluator, mask};
use super::unknowns::{derived, text_of};
use super::{EvalError, MAX_TEXT, TEXT_PER_STEP};

/// The text so far, and what stood in its way.
#[derive(Default)]
struct Filled {
    text: String,
    /// Of all known text so far.
    length: usize,
    unknowns: Vec<Arc<Unknown>>,
    /// The pieces before `text`: known texts, and unknown ones that were filled in as they are.
    pieces: Vec<Value>,
    /// Which pieces there are depends on what is not known.
    open: bool,
    masked: bool,
}

impl Filled {
    fn push(&mut self, piece: &str, span: Span) -> Result<(), EvalError> {
        self.length += piece.len();
        if self.length > MAX_TEXT {
            return Err(EvalError::new("this text becomes too long", span));
        }
        self.text.push_str(piece);
        Ok(())
    }

    /// An unknown text, as it is, or by its own pieces.
    fn push_unknown(&mut self, unknown: &Arc<Unknown>) {
        self.unknowns.push(Arc::clone(unknown));
        let own = match unknown.bounds.as_deref() {
            Some(Bounds::Text(pieces)) => pieces.to_vec(),
            _ => vec![Value::Unknown(Arc::clone(unknown))],
        };
        for piece in own {
            match piece.as_str() {
                Some(text) => self.text.push_str(text),
                None => {
                    self.end_piece();
                    self.pieces.push(piece);
                }
            }
        }
    }

    fn end_piece(&mut self) {
        if !self.text.is_empty() {
            self.pieces.push(Value::string(&std::mem::take(&mut self.text)));
        }
    }

    fn finish(mut self) -> Value {
        if self.unknowns.is_empty() {
            return Value::string(&self.text);
        }
        self.end_piece();
        match self.pieces.as_slice() {
            // With nothing but empty text around it, the whole is that one text.
            [only] if !self.open => only.clone(),
            // What is masked is used as a whole only.
            [_, _, ..] if !self.open && !self.masked => text_of(self.pieces),
            _ => derived(self.unknowns.iter().map(|unknown| &**unknown)),
        }
    }
}

impl Evaluator<'_> {
    pub(super) fn template(&self, parts: &[Part], env: Env<'_>, span: Span) -> Result<Value, EvalError> {
        if let [Part::Interpolation(only)] = parts {
            return self.eval(only, env);
        }
        let mut filled = Filled::default();
        self.fill(parts, env, span, &mut filled)?;
        let masked = filled.masked;
        Ok(mask(filled.finish(), masked))
    }

    fn fill(&self, parts: &[Part], env: Env<'_>, span: Span, filled: &mut Filled) -> Result<(), EvalError> {
        for part in parts {
            self.charge(1, span)?;
            match part {
                Part::Literal(literal) => filled.push(literal, span)?,
                Part::Interpolation(expr) => self.fill_value(expr, env, filled)?,
                Part::If { condition, then, otherwise } => {
                    let value = self.eval(condition, env)?;
                    filled.masked |= value.unmask().1;
                    let decided = truth(&value).map_err(|message| EvalError::new(message, condition.span))?;
                    if let Value::Unknown(unknown) = value.unmask().0 {
                        filled.unknowns.push(unknown.clone());
                        filled.open = true;
                    }
                    match decided {
                        Some(true) => self.fill(then, env, span, filled)?,
                        Some(false) => self.fill(otherwise, env, span, filled)?,
                        None => {}
                    }
                }
                Part::For { key, value, collection, body } => {
                    self.fill_each((key.as_deref(), value), collection, body, env, filled)?
                }
            }
        }
        Ok(())
    }

    fn fill_value(&self, expr: &Expr, env: Env<'_>, filled: &mut Filled) -> Result<(), EvalError> {
        let value = self.eval(expr, env)?;
        let (inner, masked) = value.unmask();
        filled.masked |= masked;
        if let Value::Unknown(unknown) = inner {
            filled.push_unknown(unknown);
            return Ok(());
        }
        let piece = text(inner).map_err(|message| EvalError::new(message, expr.span))?;
        self.charge(piece.len() / TEXT_PER_STEP, expr.span)?;
        filled.push(&piece, expr.span)
    }

    fn fill_each(
        &self,
        names: (Option<&str>, &str),
        collection: &Expr,
        body: &[Part],
        env: Env<'_>,
        filled: &mut Filled,
    ) -> Result<(), EvalError> {
        let value = self.eval(collection, env)?;
        let (inner, masked) = value.unmask();
        filled.masked |= masked;
        if let Value::Unknown(unknown) = inner {
            filled.unknowns.push(unknown.clone());
            filled.open = true;
            return Ok(());
        }
        // Without unknown collections there are only certain entries.
        let Ok(entries) = self.entries(inner, collection.span)? else { return Ok(()) };
        for entry in entries {
            let outer = Binding { name: names.0.unwrap_or(""), value: entry.key, outer: env };
            let inner = Binding { name: names.1, value: entry.value, outer: Env::with(&outer) };
            self.fill(body, Env::with(&inner), collection.span, filled)?;
        }
        Ok(())
    }
}
