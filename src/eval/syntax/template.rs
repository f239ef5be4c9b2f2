//! Templates: first the pieces as they stand in the text, a piece of text ending with its line; then, once `~` and `<<-`
//! have taken their blanks, the tree of `%{ if }` and `%{ for }`.

use std::sync::Arc;

use crate::eval::ast::{Expr, ExprKind, Part};
use crate::model::{Value, normal};
use crate::source::Span;

use super::cursor::{Cursor, unclosed};
use super::heredoc::Lines;
use super::{Parsed, SyntaxError};

/// A piece of a template.
pub(super) enum Piece {
    Text(String),
    Value(Expr),
    If(Expr),
    Else(Span),
    EndIf(Span),
    For(Option<Arc<str>>, Arc<str>, Expr),
    EndFor(Span),
}

/// What a template stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Double quotes, on one line, with escapes.
    Quotes,
    /// A heredoc or a file: lines as they are.
    Lines,
}

impl Cursor<'_> {
    /// Text in double quotes without anything to fill in: the label of a block.
    pub(super) fn plain_string(&mut self) -> Parsed<String> {
        let start = self.at;
        match self.quoted()? {
            ExprKind::Literal(Value::String(text)) => Ok(text.to_string()),
            _ => {
                let message = "a label is plain text, without anything to fill in".to_owned();
                Err(SyntaxError { message, span: self.span(start) })
            }
        }
    }

    /// Text in double quotes.
    pub(super) fn quoted(&mut self) -> Parsed<ExprKind> {
        let start = self.at;
        self.at += 1;
        let mut pieces = Pieces::default();
        while !self.eat("\"") {
            if self.at_end() || matches!(self.peek(), Some(b'\n' | b'\r')) {
                return Err(unclosed("\"", start));
            }
            self.piece(Place::Quotes, &mut pieces)?;
        }
        self.finish(pieces, false, start)
    }

    /// A file that is one template.
    pub(super) fn bare_template(&mut self) -> Parsed<Expr> {
        let mut pieces = Pieces::default();
        while !self.at_end() {
            self.piece(Place::Lines, &mut pieces)?;
        }
        let span = Span::new(0..self.text.len());
        Ok(Expr { kind: self.finish(pieces, false, 0)?, span })
    }

    /// One `${…}`, one `%{…}`, or some text: at most up to the end of the line.
    pub(super) fn piece(&mut self, place: Place, pieces: &mut Pieces) -> Parsed<()> {
        let start = self.at;
        if self.eat("$${") {
            pieces.text("${");
        } else if self.eat("%%{") {
            pieces.text("%{");
        } else if self.eat("${") {
            return self.interpolation(start, pieces);
        } else if self.eat("%{") {
            return self.directive(start, pieces);
        } else if place == Place::Quotes && self.peek() == Some(b'\\') {
            pieces.text(self.escape()?.encode_utf8(&mut [0; 4]));
        } else {
            self.plain_text(place, pieces);
        }
        Ok(())
    }

    fn plain_text(&mut self, place: Place, pieces: &mut Pieces) {
        // The first character is taken whatever it is: a `$` that opens nothing is text.
        let first = self.rest().chars().next().map_or(1, char::len_utf8);
        let stops = |byte: u8| match place {
            Place::Quotes => matches!(byte, b'"' | b'\\' | b'\n' | b'\r' | b'$' | b'%'),
            Place::Lines => matches!(byte, b'\n' | b'$' | b'%'),
        };
        let is_line_end = place == Place::Lines && self.peek() == Some(b'\n');
        let rest = self.rest().as_bytes().get(first..).unwrap_or_default();
        let more = if is_line_end { 0 } else { rest.iter().position(|byte| stops(*byte)).unwrap_or(rest.len()) };
        let mut end = self.at + first + more;
        if place == Place::Lines && !is_line_end && self.text.as_bytes().get(end) == Some(&b'\n') {
            end += 1;
        }
        pieces.text(self.text.get(self.at..end).unwrap_or(""));
        self.at = end;
        if place == Place::Lines && pieces.ends_line() {
            pieces.end_text();
        }
    }

    fn escape(&mut self) -> Parsed<char> {
        let start = self.at;
        let letter = self.peek_at(1);
        self.at += 2;
        let code = |cursor: &mut Self, length: usize| {
            let digits = cursor.text.get(cursor.at..cursor.at + length)?;
            let code = u32::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))?;
            cursor.at += length;
            // What is no character on its own reads as Go reads it.
            Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
        };
        let found = match letter {
            Some(b'n') => Some('\n'),
            Some(b'r') => Some('\r'),
            Some(b't') => Some('\t'),
            Some(b'"') => Some('"'),
            Some(b'\\') => Some('\\'),
            Some(b'u') => code(self, 4),
            Some(b'U') => code(self, 8),
            _ => None,
        };
        found.ok_or_else(|| SyntaxError {
            message: "a backslash stands before one of n r t \" \\ uXXXX; write two for the backslash itself"
                .to_owned(),
            span: Span::new(start..start + 1),
        })
    }

    fn interpolation(&mut self, start: usize, pieces: &mut Pieces) -> Parsed<()> {
        if self.eat("~") {
            pieces.trim_end();
        }
        let (expr, trims) = self.inside(("${", start), true, |cursor| {
            let expr = cursor.expression()?;
            Ok((expr, cursor.close_piece()?))
        })?;
        pieces.push(Piece::Value(expr), trims);
        Ok(())
    }

    /// The `}` or `~}` at the end of a piece.
    fn close_piece(&mut self) -> Parsed<bool> {
        let trims = self.eat_next("~");
        self.expect("}", "a closing `}` is expected")?;
        Ok(trims)
    }

    fn directive(&mut self, start: usize, pieces: &mut Pieces) -> Parsed<()> {
        if self.eat("~") {
            pieces.trim_end();
        }
        let (piece, trims) = self.inside(("%{", start), true, |cursor| {
            cursor.blanks();
            let word_start = cursor.at;
            let word = cursor.identifier().unwrap_or("");
            let span = cursor.span(word_start);
            let piece = match word {
                "if" => Piece::If(cursor.expression()?),
                "else" => Piece::Else(span),
                "endif" => Piece::EndIf(span),
                "for" => {
                    let (key, value, collection) = cursor.for_intro()?;
                    Piece::For(key, value, collection)
                }
                "endfor" => Piece::EndFor(span),
                _ => {
                    cursor.at = word_start;
                    return Err(cursor.unexpected("if, else, endif, for or endfor stands behind `%{`"));
                }
            };
            Ok((piece, cursor.close_piece()?))
        })?;
        match &piece {
            Piece::If(_) | Piece::For(..) => {
                pieces.nested += 1;
                pieces.deepest = pieces.deepest.max(pieces.nested);
                self.deeper()?;
            }
            Piece::EndIf(_) | Piece::EndFor(_) if pieces.nested > 0 => {
                pieces.nested -= 1;
                self.shallower();
            }
            _ => {}
        }
        pieces.push(piece, trims);
        Ok(())
    }

    /// The template that began at `start`, of all its pieces.
    pub(super) fn finish(&mut self, pieces: Pieces, outdents: bool, start: usize) -> Parsed<ExprKind> {
        for _ in 0..pieces.deepest {
            self.taller()?;
        }
        let pieces = if outdents { pieces.outdented() } else { pieces.done() };
        tree(pieces, self.span(start))
    }
}

/// The pieces so far.
#[derive(Default)]
pub(super) struct Pieces {
    list: Vec<Piece>,
    /// The last piece is text that goes on.
    is_open: bool,
    /// A `~` takes the blanks in front of the next text.
    trims: bool,
    /// `%{ if }` and `%{ for }` that are open.
    nested: usize,
    /// Most of them that were open at once.
    deepest: usize,
}

impl Pieces {
    fn text(&mut self, more: &str) {
        match self.list.last_mut() {
            Some(Piece::Text(text)) if self.is_open => text.push_str(more),
            _ => self.list.push(Piece::Text(more.to_owned())),
        }
        self.is_open = true;
    }

    fn ends_line(&self) -> bool {
        matches!(self.list.last(), Some(Piece::Text(text)) if text.ends_with('\n'))
    }

    /// Ends a text, and takes the blanks in front of it where a `~` wants them.
    fn end_text(&mut self) {
        if let (true, true, Some(Piece::Text(text))) = (self.is_open, self.trims, self.list.last_mut()) {
            *text = text.trim_start().to_owned();
        }
        if self.is_open {
            self.trims = false;
        }
        self.is_open = false;
    }

    fn trim_end(&mut self) {
        self.end_text();
        if let Some(Piece::Text(text)) = self.list.last_mut() {
            text.truncate(text.trim_end().len());
        }
    }

    fn push(&mut self, piece: Piece, trims: bool) {
        self.end_text();
        self.list.push(piece);
        self.trims = trims;
    }

    fn done(mut self) -> Vec<Piece> {
        self.end_text();
        self.list
    }

    /// The pieces of a heredoc, each line without the blanks that all of them have in front.
    fn outdented(self) -> Vec<Piece> {
        let mut pieces = self.done();
        Lines::new(&mut pieces).outdent();
        pieces
    }
}

/// The template of some pieces; without anything to fill in it is a literal.
fn tree(pieces: Vec<Piece>, span: Span) -> Parsed<ExprKind> {
    let mut rest = pieces.into_iter();
    let (parts, end) = parts_until(&mut rest, span)?;
    match end {
        Stop::All => {}
        Stop::Else(span) | Stop::EndIf(span) | Stop::EndFor(span) => {
            let message = "this belongs to no `%{ if }` or `%{ for }`".to_owned();
            return Err(SyntaxError { message, span });
        }
    }
    let mut text = String::new();
    for part in &parts {
        match part {
            Part::Literal(literal) => text.push_str(literal),
            _ => return Ok(ExprKind::Template(parts)),
        }
    }
    Ok(ExprKind::Literal(Value::string(&text)))
}

/// What ends a part of a template.
enum Stop {
    All,
    Else(Span),
    EndIf(Span),
    EndFor(Span),
}

fn parts_until(rest: &mut std::vec::IntoIter<Piece>, span: Span) -> Parsed<(Vec<Part>, Stop)> {
    let mut parts: Vec<Part> = Vec::new();
    let open =
        |what: &str| SyntaxError { message: format!("this template has a `%{{ {what} }}` without its end"), span };
    while let Some(piece) = rest.next() {
        let part = match piece {
            Piece::Text(text) => Part::Literal(normal(&text).to_string()),
            Piece::Value(expr) => Part::Interpolation(expr),
            Piece::If(condition) => {
                let (then, end) = parts_until(rest, span)?;
                let otherwise = match end {
                    Stop::EndIf(_) => Vec::new(),
                    Stop::Else(_) => match parts_until(rest, span)? {
                        (otherwise, Stop::EndIf(_)) => otherwise,
                        _ => return Err(open("if")),
                    },
                    _ => return Err(open("if")),
                };
                Part::If { condition, then, otherwise }
            }
            Piece::For(key, value, collection) => match parts_until(rest, span)? {
                (body, Stop::EndFor(_)) => Part::For { key, value, collection, body },
                _ => return Err(open("for")),
            },
            Piece::Else(span) => return Ok((parts, Stop::Else(span))),
            Piece::EndIf(span) => return Ok((parts, Stop::EndIf(span))),
            Piece::EndFor(span) => return Ok((parts, Stop::EndFor(span))),
        };
        match (parts.last_mut(), part) {
            (Some(Part::Literal(before)), Part::Literal(text)) => before.push_str(&text),
            (_, Part::Literal(text)) if text.is_empty() => {}
            (_, part) => parts.push(part),
        }
    }
    Ok((parts, Stop::All))
}
