//! Heredocs: lines up to one that holds nothing but the tag. `<<-` takes the smallest indent of all lines away from each
//! of them.

use crate::eval::ast::ExprKind;

use super::cursor::Cursor;
use super::template::{Piece, Pieces, Place};
use super::{Parsed, SyntaxError};

impl Cursor<'_> {
    /// From `<<` to the closing tag; the line end behind it is not part of it.
    pub(super) fn heredoc(&mut self) -> Parsed<ExprKind> {
        let start = self.at;
        self.at += 2;
        let outdents = self.eat("-");
        let Some(tag) = self.identifier() else {
            return Err(self.unexpected("the tag of a heredoc stands behind `<<`: <<EOT"));
        };
        let opening = self.span(start);
        if !self.newline() {
            return Err(self.unexpected("the text of a heredoc begins on a new line"));
        }
        let mut pieces = Pieces::default();
        let mut at_line_start = true;
        loop {
            if at_line_start && self.closing_tag(tag) {
                break;
            }
            if self.at_end() {
                let message =
                    format!("this heredoc is never closed; put `{tag}` on a line of its own where the text ends");
                return Err(SyntaxError { message, span: opening });
            }
            let before = self.at;
            self.piece(Place::Lines, &mut pieces)?;
            // A line end inside of `${ … }` begins no line of the text.
            at_line_start = self.text.get(before..self.at).is_some_and(|text| text.ends_with('\n'));
        }
        self.finish(pieces, outdents, start)
    }

    /// Reads the line that is the closing tag, up to its end.
    fn closing_tag(&mut self, tag: &str) -> bool {
        let line = self.rest().split('\n').next().unwrap_or("");
        if line.trim() != tag {
            return false;
        }
        self.at += line.len() - line.trim_start().len() + tag.len();
        // Blanks behind the tag belong to its line.
        true
    }
}

/// The lines of a heredoc.
pub(super) struct Lines<'p> {
    pieces: &'p mut [Piece],
}

impl<'p> Lines<'p> {
    pub(super) fn new(pieces: &'p mut [Piece]) -> Self {
        Self { pieces }
    }

    /// Takes the smallest indent away. A line that is only blanks has none; one that begins with `${` has one of zero.
    pub(super) fn outdent(self) {
        let mut smallest = usize::MAX;
        let mut first_of_line = Vec::new();
        let mut at_line_start = true;
        for piece in self.pieces.iter_mut() {
            let Piece::Text(text) = piece else {
                if at_line_start {
                    smallest = 0;
                }
                at_line_start = false;
                continue;
            };
            let starts_line = std::mem::replace(&mut at_line_start, text.ends_with('\n'));
            if !starts_line {
                continue;
            }
            let rest = text.trim_start();
            if rest.is_empty() && text.ends_with('\n') {
                continue;
            }
            let blanks = text.strip_suffix(rest).unwrap_or("").chars().count();
            smallest = smallest.min(blanks);
            first_of_line.push(text);
        }
        for text in first_of_line {
            *text = text.chars().skip(smallest).collect();
        }
    }
}
