//! Text to syntax tree: a parser for HCL's native syntax, of one pass and without a table of tokens. It takes what
//! Terraform takes and gives every node its true span. It was written after `hcl-edit` had refused files of much used
//! modules (objects that set a key twice, line ends inside `{ for … }`, byte-order marks, more than 64 levels) and needed
//! its text patched before and its tree after.
//!
//! The layout follows the grammar: [`cursor`] walks the text, [`body`] reads attributes and blocks, [`expression`] and
//! [`term`] read expressions, [`template`] and [`heredoc`] what stands in quotes and heredocs.

mod body;
mod cursor;
mod expression;
mod heredoc;
mod template;
mod term;
#[cfg(test)]
mod tests;

use super::ast::{Body, Expr};
use crate::source::{Source, Span};
use cursor::Cursor;

/// Longest text that is read.
pub const MAX_BYTES: usize = 8 << 20;

/// Deepest tree that is made of a text. The deepest of 6 000 public files has fewer than 40 levels; Terraform has no limit.
/// stack for each of them: 200 fit into the two megabytes of a thread, without optimisation too.
pub(super) const MAX_DEPTH: usize = 200;

/// Why a text is not HCL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong and what to do.
    pub message: String,
    /// Where.
    pub span: Span,
}

impl std::fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for SyntaxError {}

/// What a part of the parser gives.
type Parsed<T> = Result<T, SyntaxError>;

/// Reads a whole file.
///
/// # Errors
/// Where the text is not HCL, is longer than [`MAX_BYTES`], or is nested too deeply.
pub fn parse_body(source: &Source) -> Result<Body, SyntaxError> {
    let mut cursor = Cursor::new(bounded(source)?);
    cursor.file()
}

/// Reads one expression.
///
/// # Errors
/// Where the text is not an expression, is longer than [`MAX_BYTES`], or is nested too deeply.
pub fn parse_expression(source: &Source) -> Result<Expr, SyntaxError> {
    let mut cursor = Cursor::new(bounded(source)?);
    cursor.ignore_newlines();
    let expr = cursor.expression()?;
    cursor.blanks();
    if cursor.at_end() { Ok(expr) } else { Err(cursor.unexpected("something before or after it is missing")) }
}

/// Reads a file that is a template from its first to its last byte, as `templatefile` does.
///
/// # Errors
/// Where the text is not a template, is longer than [`MAX_BYTES`], or is nested too deeply.
pub fn parse_template(source: &Source) -> Result<Expr, SyntaxError> {
    let mut cursor = Cursor::new(bounded(source)?);
    cursor.bare_template()
}

fn bounded(source: &Source) -> Parsed<&str> {
    if source.text().len() > MAX_BYTES {
        let message = format!("the file is larger than {MAX_BYTES} bytes; split it");
        return Err(SyntaxError { message, span: Span::default() });
    }
    Ok(source.text())
}
