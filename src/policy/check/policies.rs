//! What stands where in a policy: conditions and filters are true or false, messages are text, levels are words.

use crate::eval::ast::{Expr, ExprKind};
use crate::finding::{Level, Severity};
use crate::policy::{LevelSetting, Policy, PolicyError, SeveritySetting};
use crate::source::Span;

use super::types::TEXT;
use super::{ANY, Checker, suggestion};

const LEVELS: [Level; 3] = [Level::Advisory, Level::Mandatory, Level::MandatoryOverridable];

impl<'c> Checker<'c, '_> {
    /// Locals, with what is known of their types.
    pub(super) fn define(&mut self, locals: &'c [(String, Expr)]) {
        for (name, value) in locals {
            let type_ = self.expr(value);
            self.types.insert(name, type_);
        }
    }

    pub(super) fn policy(&mut self, policy: &'c Policy) {
        // A local that is defined further down is not known yet, and not taken for one of the file.
        self.types.extend(policy.locals.iter().map(|(name, _)| (name.as_str(), ANY)));
        self.define(&policy.locals);
        if let Some(filter) = &policy.filter {
            self.truth(filter, "a filter");
        }
        for enforce in &policy.enforces {
            self.truth(&enforce.condition, "a condition");
            for message in [&enforce.error_message].into_iter().chain(&enforce.info_message) {
                self.text(message);
            }
        }
        if let LevelSetting::Computed(expr) = &policy.level {
            self.word(expr, "enforcement level", &LEVELS.map(Level::word));
        }
        if let Some(SeveritySetting::Computed(expr)) = &policy.about.severity {
            self.word(expr, "severity", &Severity::ALL.map(Severity::word));
        }
        for expr in policy.related.iter().chain(&policy.windows).chain(&policy.about.fix).chain(&policy.about.paste) {
            self.expr(expr);
        }
    }

    /// Something that holds never or always, whatever the plan is.
    pub(super) fn never(&mut self, span: Span, message: String, help: String) {
        if self.warns {
            let source = self.errors.source.clone();
            self.warnings.push(PolicyError { source, span, message, label: String::new(), help });
        } else {
            self.errors.add(span, message, "", help);
        }
    }

    /// An expression that is one of some words: each text that it can be is one.
    fn word(&mut self, expr: &'c Expr, what: &str, words: &[&'static str]) {
        match &expr.kind {
            ExprKind::Conditional(it) => {
                self.truth(&it.condition, "what stands before `?`");
                self.word(&it.then, what, words);
                self.word(&it.otherwise, what, words);
            }
            ExprKind::Paren(inner) => self.word(inner, what, words),
            _ => {
                let type_ = self.expr(expr);
                let known = words.iter().copied();
                match expr.as_literal_string() {
                    Some(word) if words.contains(&word) => {}
                    Some(word) => {
                        self.errors.add(expr.span, format!("there is no {what} `{word}`"), "", suggestion(word, known));
                    }
                    None if matches!(type_, ANY | TEXT | "string") => {}
                    None => {
                        let message = format!("the {what} is a word in quotes");
                        self.errors.add(expr.span, message, "", suggestion("", known));
                    }
                }
            }
        }
    }
}
