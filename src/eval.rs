//! `eval` computes expressions: text becomes a syntax tree ([`parse_expression`]), a tree and a [`Scope`] become a
//! [`Value`]. There is one evaluator for policies and for Terraform configuration, one table of functions, and one
//! notion of what is not known until apply.
//!
//! What is not known is no error: it is a value with its provenance, and it spreads only where the answer depends on it.
//! What is sensitive is computed with like anything else, and whatever came of it is sensitive too.
//!
//! Every evaluation ends: it has a budget of steps, and texts and lists have a largest size.
//!
//! [`Value`]: crate::model::Value

mod access;
pub mod ast;
#[cfg(test)]
mod console;
mod convert;
mod equality;
mod evaluate;
mod explain;
pub mod files;
mod for_each;
pub mod functions;
mod operators;
mod render;
mod scope;
mod suggest;
mod survey;
pub mod syntax;
mod template;
#[cfg(test)]
mod tests;
mod types;
mod unknowns;

use crate::source::Span;

pub use equality::equal;
pub(crate) use evaluate::evaluate_on;
pub use evaluate::{evaluate, evaluate_briefly};
pub use explain::{Clue, explain, written};
pub use render::{render, show};
pub use scope::Scope;
pub use suggest::did_you_mean;
pub use syntax::{SyntaxError, parse_body, parse_expression};
pub use types::{Field, Nothing, Type, parse_type};
pub use unknowns::{derived, some_of};

/// Node evaluations that one evaluation may take.
const MAX_STEPS: u64 = 10_000_000;
/// Bytes of text that are made or read for the price of one step.
const TEXT_PER_STEP: usize = 64;
/// Longest text, in bytes, that an expression may make.
const MAX_TEXT: usize = 16 << 20;
/// Longest list that an expression may make.
const MAX_ELEMENTS: usize = 1_000_000;

/// Why an expression has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvalError {
    /// What is wrong and what to do. Never holds a sensitive value.
    pub message: String,
    /// The part of the expression that has no value, in the source of the expression.
    pub span: Span,
}

impl EvalError {
    /// An error at `span`.
    pub fn new(message: impl Into<String>, span: Span) -> Self {
        Self { message: message.into(), span }
    }
}

impl std::fmt::Display for EvalError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for EvalError {}
