//! A walk through the text: what stands here, what a blank is, and how an error names its place.

use unicode_ident::{is_xid_continue, is_xid_start};

use crate::source::Span;

use super::{MAX_DEPTH, Parsed, SyntaxError};

/// A place in the text.
pub(super) struct Cursor<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    /// A line end is a blank like any other: inside of brackets it is.
    newlines_are_blanks: bool,
    /// Levels around this place.
    depth: usize,
    /// Height of the trees that were read since an expression began.
    height: usize,
    /// What is open around this place: for the error when the text ends.
    open: Vec<(&'static str, usize)>,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, at, newlines_are_blanks: false, depth: 0, height: 0, open: Vec::new() }
    }

    pub(super) fn ignore_newlines(&mut self) {
        self.newlines_are_blanks = true;
    }

    /// Reads something between a bracket that was just read at `start` and the one that closes it.
    pub(super) fn inside<T>(
        &mut self,
        (what, start): (&'static str, usize),
        newlines_are_blanks: bool,
        read: impl FnOnce(&mut Self) -> Parsed<T>,
    ) -> Parsed<T> {
        let outer = std::mem::replace(&mut self.newlines_are_blanks, newlines_are_blanks);
        self.open.push((what, start));
        let result = read(self);
        // Where it fails, what is open tells which bracket is never closed.
        if result.is_ok() {
            self.open.pop();
            self.newlines_are_blanks = outer;
        }
        result
    }

    /// Reads one level of the tree, and refuses it where the tree becomes too deep to be walked.
    pub(super) fn level<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        let outer = std::mem::take(&mut self.height);
        self.depth += 1;
        self.check_depth()?;
        let result = read(self)?;
        self.taller()?;
        self.depth -= 1;
        self.height = self.height.max(outer);
        Ok(result)
    }

    /// One more level stands on top of what was read since the expression began, such as one more `+`.
    pub(super) fn taller(&mut self) -> Parsed<()> {
        self.height += 1;
        self.check_depth()
    }

    /// What follows stands one level deeper, until [`Cursor::shallower`].
    pub(super) fn deeper(&mut self) -> Parsed<()> {
        self.depth += 1;
        self.check_depth()
    }

    pub(super) fn shallower(&mut self) {
        self.depth -= 1;
    }

    fn check_depth(&self) -> Parsed<()> {
        if self.depth + self.height <= MAX_DEPTH {
            return Ok(());
        }
        let message = format!("this is nested more than {MAX_DEPTH} levels deep; split it with `locals`");
        Err(SyntaxError { message, span: self.span(self.at) })
    }

    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    pub(super) fn at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    pub(super) fn starts_with(&self, word: &str) -> bool {
        self.rest().as_bytes().starts_with(word.as_bytes())
    }

    /// Reads `word`, where it stands here.
    pub(super) fn eat(&mut self, word: &str) -> bool {
        let found = self.starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    /// Reads `word`, where it stands behind the blanks.
    pub(super) fn eat_next(&mut self, word: &str) -> bool {
        self.blanks();
        self.eat(word)
    }

    /// What was read since `start`.
    pub(super) fn span(&self, start: usize) -> Span {
        Span::new(start..self.at)
    }

    /// Passes by blanks and comments, and by line ends where they mean nothing.
    pub(super) fn blanks(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' => self.at += 1,
                b'\n' if self.newlines_are_blanks => self.at += 1,
                b'\r' if self.newlines_are_blanks || self.peek_at(1) != Some(b'\n') => self.at += 1,
                b'#' => self.line_comment(),
                b'/' if self.peek_at(1) == Some(b'/') => self.line_comment(),
                b'/' if self.peek_at(1) == Some(b'*') => {
                    let length = self.rest().get(2..).and_then(|inner| inner.find("*/")).map(|length| length + 4);
                    self.at = length.map_or(self.text.len(), |length| self.at + length);
                }
                _ => return,
            }
        }
    }

    /// Up to the line end, which ends more than the comment.
    fn line_comment(&mut self) {
        let length = self.rest().find('\n').unwrap_or(self.rest().len());
        self.at += length;
    }

    /// Reads a line end.
    pub(super) fn newline(&mut self) -> bool {
        self.eat("\n") || self.eat("\r\n")
    }

    /// Passes by all blanks, comments and line ends.
    pub(super) fn blank_lines(&mut self) {
        self.blanks();
        while self.newline() {
            self.blanks();
        }
    }

    /// Reads a name.
    pub(super) fn identifier(&mut self) -> Option<&'t str> {
        let rest = self.rest();
        let mut chars = rest.char_indices();
        chars.next().filter(|(_, c)| *c == '_' || is_xid_start(*c))?;
        let end = chars.find(|(_, c)| *c != '-' && !is_xid_continue(*c)).map_or(rest.len(), |(at, _)| at);
        self.at += end;
        rest.get(..end)
    }

    /// Whether the whole word `word` stands here.
    pub(super) fn at_word(&self, word: &str) -> bool {
        let Some(after) = self.rest().strip_prefix(word) else { return false };
        after.chars().next().is_none_or(|c| c != '-' && !is_xid_continue(c))
    }

    /// Reads the whole word `word`, where it stands behind the blanks.
    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        self.blanks();
        let found = self.at_word(word);
        if found {
            self.at += word.len();
        }
        found
    }

    /// The error that something else is expected here. Where the text ends, the bracket that is still open is to blame.
    pub(super) fn unexpected(&mut self, expected: &str) -> SyntaxError {
        self.blanks();
        if self.at_end()
            && let Some((what, start)) = self.open.last()
        {
            return unclosed(what, *start);
        }
        let span = Span::new(self.at..self.at + token_length(self.rest()));
        let token = self.text.get(span.start..span.end).unwrap_or("");
        let message = match token {
            "'" => "text stands in double quotes: write \"…\" instead of '…'".to_owned(),
            "" => format!("the text ends too early: {expected}"),
            token if token.trim().is_empty() => format!("the line ends too early: {expected}"),
            token => format!("`{token}` makes no sense here: {expected}"),
        };
        SyntaxError { message, span }
    }

    /// Reads `word` behind the blanks, else it is an error.
    pub(super) fn expect(&mut self, word: &str, expected: &str) -> Parsed<()> {
        if self.eat_next(word) { Ok(()) } else { Err(self.unexpected(expected)) }
    }
}

/// The error of something that was opened and never closed.
pub(super) fn unclosed(what: &str, start: usize) -> SyntaxError {
    let message = match what {
        "\"" => "this text has no closing quote on its line; close it, or use a heredoc (<<EOT) for several lines",
        "{" => "this `{` is never closed; a `}` is missing, here or in a block inside",
        "${" | "%{" => "this `${` is never closed; add the missing `}`",
        "[" => "this `[` is never closed; add the missing `]`",
        _ => "this `(` is never closed; add the missing `)`",
    };
    SyntaxError { message: message.to_owned(), span: Span::new(start..start + what.len()) }
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
