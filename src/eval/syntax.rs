//! Text to syntax tree. This is the only place that knows the parser, `hcl-edit`; everybody else sees [`ast`].
//!
//! The text goes through [`scan`] first: it bounds the nesting before anything recurses, and bridges three things that
//! Terraform takes and the parser refuses: a byte-order mark, line ends inside `{ for … }`, and an object that sets a key
//! twice (the last one wins).
//!
//! [`ast`]: super::ast

mod heredoc;
mod lower;
mod scan;

use hcl_edit::parser;

use super::ast::{Body, Expr};
use crate::source::{Source, Span};
use lower::Lowering;
use scan::Scan;

/// Longest text that is read.
pub const MAX_BYTES: usize = 1 << 20;

/// How many redefined keys of objects one text may have.
const MAX_REDEFINED: u32 = 200;

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

/// Reads a whole file.
///
/// # Errors
/// Where the text is not HCL, is longer than [`MAX_BYTES`], or is nested too deeply.
pub fn parse_body(source: &Source) -> Result<Body, SyntaxError> {
    let (body, parsed) = parse(source, 0, parser::parse_body)?;
    let lowering = Lowering { source, parsed: &parsed, base: 0 };
    Ok(lowering.body(&body, whole(source)))
}

/// Reads one expression.
///
/// # Errors
/// Where the text is not an expression, is longer than [`MAX_BYTES`], or is nested too deeply.
pub fn parse_expression(source: &Source) -> Result<Expr, SyntaxError> {
    // The parser wants an expression without blanks around it.
    let text = source.text();
    let base = text.len() - text.trim_start_matches('\u{feff}').trim_start().len();
    let (expression, parsed) = parse(source, base, |text| parser::parse_expr(text.trim_end()))?;
    let lowering = Lowering { source, parsed: &parsed, base };
    Ok(lowering.expr(&expression, whole(source)))
}

fn whole(source: &Source) -> Span {
    Span::new(0..source.text().len())
}

/// Runs the parser from `base` on, again and again as long as it only stumbles over a redefined key.
fn parse<T>(
    source: &Source,
    base: usize,
    run: impl Fn(&str) -> Result<T, parser::Error>,
) -> Result<(T, String), SyntaxError> {
    if source.text().len() > MAX_BYTES {
        let message = format!("the file is larger than {MAX_BYTES} bytes; split it");
        return Err(SyntaxError { message, span: Span::default() });
    }
    let Scan { mut text, unclosed, too_deep } = scan::scan(source.text());
    if let Some(span) = too_deep {
        let message = format!("brackets and templates are nested more than {} deep; use `locals`", scan::MAX_DEPTH);
        return Err(SyntaxError { message, span });
    }
    let mut redefined = 0;
    loop {
        let error = match run(text.get(base..).unwrap_or("")) {
            Ok(tree) => return Ok((tree, text)),
            Err(error) => error,
        };
        let is_key = error.message().contains("redefined object key");
        let at = base + error.location().offset();
        redefined += 1;
        if !is_key || redefined > MAX_REDEFINED || !rename_key(&mut text, at, redefined) {
            return Err(explain(source, error.message(), at, unclosed));
        }
    }
}

/// Gives the key at `at` another name of the same length. The tree gets the name from the source.
fn rename_key(text: &mut String, at: usize, attempt: u32) -> bool {
    let Some(rest) = text.get(at..) else { return false };
    let (start, end) = match rest.strip_prefix('"') {
        Some(inner) => (at + 1, inner.find('"').map(|length| at + 1 + length)),
        None => {
            let is_end = |c: char| !(c.is_alphanumeric() || c == '_' || c == '-');
            (at, rest.find(is_end).map(|length| at + length))
        }
    };
    let Some(end) = end.filter(|end| *end > start) else { return false };
    let inside = text.get(start..end).unwrap_or("");
    if inside.contains(['$', '%', '\\', '\n']) {
        return false;
    }
    let mut number = attempt;
    let mut letters = || {
        let letter = char::from_digit(number % 26 + 10, 36).unwrap_or('z');
        number /= 26;
        letter
    };
    let name: String = (start..end).map(|_| letters()).collect();
    text.replace_range(start..end, &name);
    true
}

fn explain(source: &Source, said: &str, at: usize, unclosed: Option<scan::Unclosed>) -> SyntaxError {
    if let Some(unclosed) = unclosed {
        return SyntaxError { message: explain_unclosed(&unclosed.what), span: unclosed.span };
    }
    // Where nothing in particular was expected, the parser stopped before the blanks in front of the odd word.
    let is_vague = said.contains("unexpected token");
    let rest = source.text().get(at..).unwrap_or("");
    let trimmed = if is_vague { rest.trim_start_matches([' ', '\t']) } else { rest };
    let offset = at + rest.len() - trimmed.len();
    let rest = trimmed;
    let length = token_length(rest);
    let span = Span::new(offset..offset + length);
    let token = source.slice(span);
    let message = if said.contains("redefined attribute") {
        format!("`{token}` is set twice in this block; keep one of the two")
    } else if said.contains("nesting depth") || said.contains("chained binary") {
        "this expression is nested too deeply to be read; split it with `locals`".to_owned()
    } else if rest.starts_with('\'') {
        "text stands in double quotes: write \"…\" instead of '…'".to_owned()
    } else {
        format!("{} {}", explain_token(token), explain_expected(said))
    };
    SyntaxError { message, span }
}

fn explain_unclosed(what: &str) -> String {
    match what {
        "\"" => "this text has no closing quote on its line; close it, or use a heredoc (<<EOT) for several lines"
            .to_owned(),
        "{" => "this `{` is never closed; a `}` is missing, here or in a block inside".to_owned(),
        "${" => "this `${` is never closed; add the missing `}`".to_owned(),
        "[" => "this `[` is never closed; add the missing `]`".to_owned(),
        "(" => "this `(` is never closed; add the missing `)`".to_owned(),
        heredoc => {
            let tag = heredoc.trim_start_matches('<');
            format!("this heredoc is never closed; put `{tag}` on a line of its own where the text ends")
        }
    }
}

fn explain_token(token: &str) -> String {
    match token {
        "" => "the text ends too early:".to_owned(),
        token if token.trim().is_empty() => "the line ends too early:".to_owned(),
        token => format!("`{token}` makes no sense here:"),
    }
}

/// The parser's words name its grammar; these name what a person would write.
fn explain_expected(said: &str) -> &'static str {
    let table = [
        ("invalid expression", "a value is expected, such as \"text\", 1, true, a name, [ … ] or { … }"),
        ("invalid object item", "entries of an object end with a comma or a new line"),
        ("object value assignment", "`=` is expected between the key and the value of an object"),
        ("invalid structure", "`name = value` or `block \"label\" {` is expected"),
        ("invalid block body", "a block with more than one line starts its content on a new line and ends with `}`"),
        ("traversal operator", "a name is expected after the dot"),
        ("heredoc end", "the closing tag of the heredoc is missing"),
        ("newline", "a new line is expected; one attribute or block stands on a line"),
        ("`}`", "a closing `}` is expected"),
        ("`]`", "a comma or a closing `]` is expected"),
        ("`)`", "a comma or a closing `)` is expected"),
        ("`:`", "the `:` of the condition or of the `for` is expected"),
        ("`in`", "`in` is expected: for x in list : …"),
        ("`=>`", "`=>` is expected between key and value of the `for`"),
        ("identifier", "a name is expected"),
    ];
    table
        .iter()
        .find(|(word, _)| said.contains(word))
        .map_or("something before or after it is missing", |(_, phrase)| phrase)
}

fn token_length(rest: &str) -> usize {
    let mut chars = rest.chars();
    let Some(first) = chars.next() else { return 0 };
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    if !is_word(first) {
        return first.len_utf8();
    }
    rest.chars().take_while(|c| is_word(*c)).map(char::len_utf8).sum()
}
