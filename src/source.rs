//! A *source* is a text that a person wrote (a policy, a configuration) or a tool printed (a plan), with the name it is
//! shown by. This is the only place that counts lines and columns: everybody else carries byte [`Span`]s.

use std::ops::Range;
use std::sync::Arc;

/// A half-open range of bytes in a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span of `range`.
    pub fn new(range: Range<usize>) -> Self {
        Self { start: range.start, end: range.end }
    }

    /// The smallest span that holds both.
    pub fn join(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A place for people and machines: lines and columns start at 1, columns count characters, the end is exclusive.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Location {
    /// Path as it is shown, relative to the working folder where it lies below it.
    pub path: String,
    /// First line.
    pub line: usize,
    /// First column, in characters.
    pub column: usize,
    /// Last line.
    pub end_line: usize,
    /// Column after the last character.
    pub end_column: usize,
}

/// A part of a source, to be pointed at later. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Place {
    /// The text.
    pub source: Source,
    /// The part.
    pub span: Span,
}

impl Place {
    /// Lines and columns.
    pub fn location(&self) -> Location {
        self.source.location(self.span)
    }

    /// The first line of the part, whole.
    pub fn line(&self) -> &str {
        self.source.line(self.source.line_column(self.span.start).0)
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.span == other.span && self.source.path() == other.source.path()
    }
}

impl Eq for Place {}

/// A text with a name. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Source {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    path: String,
    text: String,
    line_starts: Vec<usize>,
}

impl Source {
    /// A source shown as `path`.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { inner: Arc::new(Inner { path: path.into(), text, line_starts }) }
    }

    /// The name it is shown by.
    pub fn path(&self) -> &str {
        &self.inner.path
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.inner.text
    }

    /// The text under `span`; empty where the span does not fit the text.
    pub fn slice(&self, span: Span) -> &str {
        self.inner.text.get(span.start..span.end).unwrap_or("")
    }

    /// Line and column, from 1, of the byte at `offset`. An offset past the end is the end.
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let offset = offset.min(self.inner.text.len());
        let line = self.inner.line_starts.partition_point(|&start| start <= offset);
        let start = line.checked_sub(1).and_then(|index| self.inner.line_starts.get(index)).copied().unwrap_or(0);
        let column = self.inner.text.get(start..offset).map_or(0, |before| before.chars().count());
        (line.max(1), column + 1)
    }

    /// Where `span` stands, for people.
    pub fn location(&self, span: Span) -> Location {
        let (line, column) = self.line_column(span.start);
        let (end_line, end_column) = self.line_column(span.end.max(span.start));
        Location { path: self.inner.path.clone(), line, column, end_line, end_column }
    }

    /// The text of line `number` (from 1) without its line end.
    pub fn line(&self, number: usize) -> &str {
        let start = number.checked_sub(1).and_then(|index| self.inner.line_starts.get(index));
        let Some(&start) = start else { return "" };
        let end = self.inner.line_starts.get(number).map_or(self.inner.text.len(), |next| next - 1);
        self.inner.text.get(start..end).unwrap_or("").trim_end_matches('\r')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_and_in_characters() {
        let source = Source::new("a.tf", "x\nä = 1\r\n");
        let place = source.location(Span::new(2..4));
        assert_eq!((place.line, place.column, place.end_column), (2, 1, 2));
        assert_eq!(source.line(2), "ä = 1");
        assert_eq!(source.line_column(999), (3, 1));
    }
}
