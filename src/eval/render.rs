//! Messages for people. A message is always shown: what is masked reads `(sensitive)`, what is not known reads
//! `(known after apply)`, and what failed reads `(…)` with the reason.

use crate::model::Value;

use super::Scope;
use super::ast::{Expr, ExprKind, Part};
use super::convert::truth;
use super::evaluate::{Binding, Env, Evaluator};

const MASKED: &str = "(sensitive)";
const LATER: &str = "(known after apply)";
/// Longest message that is shown; what comes after is cut.
const MOST: usize = 64 << 10;
/// Deepest value that is written out.
const DEEPEST: usize = 8;

/// The text of a message. Never fails, and never shows what is under a mask.
pub fn render(expr: &Expr, scope: &dyn Scope) -> String {
    let evaluator = Evaluator::new(scope);
    let mut out = String::new();
    evaluator.render_into(expr, Env::default(), &mut out);
    out
}

/// A value as people read it. Never shows what is under a mask.
pub fn show(value: &Value, scope: &dyn Scope) -> String {
    let mut out = String::new();
    show_into(value, scope, 0, &mut out);
    out
}

impl Evaluator<'_> {
    fn render_into(&self, expr: &Expr, env: Env<'_>, out: &mut String) {
        match &expr.kind {
            ExprKind::Template(parts) => self.render_parts(parts, env, out),
            ExprKind::Paren(inner) => self.render_into(inner, env, out),
            _ => match self.eval(expr, env) {
                Ok(value) => show_into(&value, self.scope, 0, out),
                Err(error) => push(out, &format!("(… {})", error.message)),
            },
        }
    }

    fn render_parts(&self, parts: &[Part], env: Env<'_>, out: &mut String) {
        for part in parts {
            if out.len() >= MOST {
                return;
            }
            match part {
                Part::Literal(literal) => push(out, literal),
                Part::Interpolation(expr) => self.render_into(expr, env, out),
                Part::If { condition, then, otherwise } => match self.decide(condition, env) {
                    Ok(true) => self.render_parts(then, env, out),
                    Ok(false) => self.render_parts(otherwise, env, out),
                    Err(instead) => push(out, &instead),
                },
                Part::For { key, value, collection, body } => {
                    self.render_each((key.as_deref().unwrap_or(""), value), collection, body, env, out)
                }
            }
        }
    }

    /// The truth of a condition, else what stands in its place.
    fn decide(&self, condition: &Expr, env: Env<'_>) -> Result<bool, String> {
        let failed = |message: &str| format!("(… {message})");
        let value = self.eval(condition, env).map_err(|error| failed(&error.message))?;
        if value.unmask().1 {
            return Err(MASKED.to_owned());
        }
        truth(&value).map_err(|message| failed(&message))?.ok_or_else(|| LATER.to_owned())
    }

    fn render_each(&self, names: (&str, &str), collection: &Expr, body: &[Part], env: Env<'_>, out: &mut String) {
        let value = match self.eval(collection, env) {
            Ok(value) => value,
            Err(error) => return push(out, &format!("(… {})", error.message)),
        };
        if value.unmask().1 || value.as_unknown().is_some() {
            return show_into(&value, self.scope, 0, out);
        }
        let entries = match self.entries(&value, collection.span) {
            Ok(Ok(entries)) => entries,
            Ok(Err(_)) => return push(out, LATER),
            Err(error) => return push(out, &format!("(… {})", error.message)),
        };
        for entry in entries {
            let outer = Binding { name: names.0, value: entry.key, outer: env };
            let inner = Binding { name: names.1, value: entry.value, outer: Env::with(&outer) };
            self.render_parts(body, Env::with(&inner), out);
        }
    }
}

/// Appends, and cuts a message that becomes endless.
fn push(out: &mut String, text: &str) {
    let room = MOST.saturating_sub(out.len());
    if text.len() <= room {
        out.push_str(text);
    } else if room > 0 {
        let end = text.char_indices().map(|(at, _)| at).take_while(|at| *at <= room).last().unwrap_or(0);
        out.push_str(text.get(..end).unwrap_or(""));
        // The mark also makes the text longer than the limit, which stops whoever appends next.
        out.push_str(&" ".repeat(room - end));
        out.push('…');
    }
}

fn show_into(value: &Value, scope: &dyn Scope, depth: usize, out: &mut String) {
    if out.len() >= MOST {
        return;
    }
    if depth > DEEPEST {
        return push(out, "…");
    }
    match value {
        Value::Null => push(out, "null"),
        Value::Bool(truth) => push(out, if *truth { "true" } else { "false" }),
        Value::Number(number) => push(out, &number.to_string()),
        Value::String(text) => push(out, text),
        Value::Unknown(_) => push(out, LATER),
        Value::Sensitive(_) => push(out, MASKED),
        Value::Seq(_, elements) => {
            for (position, element) in elements.iter().enumerate() {
                if out.len() >= MOST {
                    return;
                }
                push(out, if position == 0 { "" } else { ", " });
                show_into(element, scope, depth + 1, out);
            }
        }
        Value::Object(entries) => {
            push(out, "{");
            for (position, (key, entry)) in entries.iter().enumerate() {
                if out.len() >= MOST {
                    return;
                }
                push(out, if position == 0 { " " } else { ", " });
                push(out, &format!("{key} = "));
                show_into(entry, scope, depth + 1, out);
            }
            push(out, if entries.is_empty() { "}" } else { " }" });
        }
        // A subject is best known by its address.
        Value::Subject(handle) => match scope.attribute(*handle, "address") {
            Some(Ok(address)) if !matches!(address, Value::Subject(_)) => show_into(&address, scope, depth + 1, out),
            _ => push(out, "(…)"),
        },
    }
}
