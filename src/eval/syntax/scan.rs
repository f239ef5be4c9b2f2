//! One pass over the bytes before the parser sees them. It knows brackets, strings, heredocs and comments, nothing else:
//! enough to refuse nesting that a recursive parser should not meet, to name the bracket that was never closed, and to
//! blank out what Terraform takes and `hcl-edit` does not (a byte-order mark, line ends inside `{ for … }`). Blanks keep
//! every offset, so spans stay true.

use crate::source::Span;

/// Deepest nesting of brackets, strings and templates that is read.
pub(super) const MAX_DEPTH: usize = 100;

/// What the pass found.
pub(super) struct Scan {
    /// The text for the parser, of the same length as the source.
    pub(super) text: String,
    /// The innermost bracket or quote that is still open at the end.
    pub(super) unclosed: Option<Unclosed>,
    /// Where the nesting became too deep.
    pub(super) too_deep: Option<Span>,
}

/// Something that was opened and not closed.
pub(super) struct Unclosed {
    /// What was opened, as it is written.
    pub(super) what: String,
    /// Where.
    pub(super) span: Span,
}

enum Frame {
    Bracket { close: u8, is_for: bool },
    Template,
    Quote,
    Heredoc { tag: Vec<u8> },
}

struct Scanner<'a> {
    bytes: &'a [u8],
    out: Vec<u8>,
    at: usize,
    stack: Vec<(Frame, Span)>,
    too_deep: Option<Span>,
    broken_quote: Option<Span>,
}

/// Runs the pass.
pub(super) fn scan(text: &str) -> Scan {
    let mut scanner = Scanner {
        bytes: text.as_bytes(),
        out: text.as_bytes().to_vec(),
        at: 0,
        stack: Vec::new(),
        too_deep: None,
        broken_quote: None,
    };
    if text.starts_with('\u{feff}') {
        scanner.blank(0..3);
        scanner.at = 3;
    }
    while scanner.at < scanner.bytes.len() && scanner.too_deep.is_none() {
        scanner.step();
    }
    let open = |(frame, span): &(Frame, Span)| Unclosed { what: frame.written(), span: *span };
    let unclosed = match scanner.broken_quote {
        Some(span) => Some(open(&(Frame::Quote, span))),
        None => scanner.stack.last().map(open),
    };
    Scan {
        // Only whole characters are blanked, so this never falls back; a fall back would only cost the blanks.
        text: String::from_utf8(scanner.out).unwrap_or_else(|_| text.to_owned()),
        unclosed,
        too_deep: scanner.too_deep,
    }
}

impl Frame {
    fn written(&self) -> String {
        match self {
            Self::Bracket { close: b'}', .. } => "{".to_owned(),
            Self::Bracket { close: b']', .. } => "[".to_owned(),
            Self::Bracket { .. } => "(".to_owned(),
            Self::Template => "${".to_owned(),
            Self::Quote => "\"".to_owned(),
            Self::Heredoc { tag } => format!("<<{}", String::from_utf8_lossy(tag)),
        }
    }
}

impl Scanner<'_> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn blank(&mut self, range: std::ops::Range<usize>) {
        if let Some(bytes) = self.out.get_mut(range) {
            bytes.fill(b' ');
        }
    }

    fn push(&mut self, frame: Frame, length: usize) {
        let span = Span::new(self.at..self.at + length);
        self.at += length;
        self.stack.push((frame, span));
        if self.stack.len() > MAX_DEPTH {
            self.too_deep = Some(span);
        }
    }

    fn step(&mut self) {
        match self.stack.last().map(|(frame, _)| frame) {
            Some(Frame::Quote) => self.in_quote(),
            Some(Frame::Heredoc { .. }) => self.in_heredoc(),
            _ => self.in_code(),
        }
    }

    fn in_quote(&mut self) {
        match (self.peek(0), self.peek(1), self.peek(2)) {
            (Some(b'\\'), Some(_), _) => self.at += 2,
            (Some(b'"'), ..) => {
                self.stack.pop();
                self.at += 1;
            }
            // A quoted string cannot span lines. Going on behind it keeps the rest of the file in step.
            (Some(b'\n'), ..) => {
                let open = self.stack.pop();
                self.broken_quote = self.broken_quote.or(open.map(|(_, span)| span));
                self.at += 1;
            }
            _ => self.in_template_text(),
        }
    }

    fn in_template_text(&mut self) {
        match (self.peek(0), self.peek(1), self.peek(2)) {
            (Some(a @ (b'$' | b'%')), Some(b), Some(b'{')) if a == b => self.at += 3,
            (Some(b'$' | b'%'), Some(b'{'), _) => self.push(Frame::Template, 2),
            _ => self.at += 1,
        }
    }

    fn in_heredoc(&mut self) {
        let at_line_start = self.at.checked_sub(1).and_then(|before| self.bytes.get(before)) == Some(&b'\n');
        if at_line_start && self.ends_heredoc() {
            self.stack.pop();
            return;
        }
        self.in_template_text();
    }

    /// The line that starts here is the closing tag; then the pass stands behind it.
    fn ends_heredoc(&mut self) -> bool {
        let Some((Frame::Heredoc { tag }, _)) = self.stack.last() else { return false };
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let indent = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let Some(after) = rest.get(indent..).and_then(|line| line.strip_prefix(tag.as_slice())) else {
            return false;
        };
        if after.first().is_some_and(|byte| is_identifier(*byte)) {
            return false;
        }
        self.at += indent + tag.len();
        true
    }

    fn in_code(&mut self) {
        let Some(byte) = self.peek(0) else { return };
        match byte {
            b'#' => self.comment_to_line_end(),
            b'/' if self.peek(1) == Some(b'/') => self.comment_to_line_end(),
            b'/' if self.peek(1) == Some(b'*') => self.comment_block(),
            b'"' => self.push(Frame::Quote, 1),
            b'<' if self.peek(1) == Some(b'<') => self.open_heredoc(),
            b'(' | b'[' | b'{' => self.open_bracket(byte),
            b')' | b']' | b'}' => self.close_bracket(byte),
            b'\n' | b'\r' if self.in_for_braces() => {
                self.blank(self.at..self.at + 1);
                self.at += 1;
            }
            _ => self.at += 1,
        }
    }

    fn in_for_braces(&self) -> bool {
        matches!(self.stack.last(), Some((Frame::Bracket { is_for: true, .. }, _)))
    }

    fn comment_to_line_end(&mut self) {
        let start = self.at;
        while self.peek(0).is_some_and(|byte| byte != b'\n') {
            self.at += 1;
        }
        if self.in_for_braces() {
            self.blank(start..self.at);
        }
    }

    fn comment_block(&mut self) {
        self.at += 2;
        while self.at < self.bytes.len() {
            if (self.peek(0), self.peek(1)) == (Some(b'*'), Some(b'/')) {
                self.at += 2;
                return;
            }
            self.at += 1;
        }
    }

    fn open_heredoc(&mut self) {
        let dash = usize::from(self.peek(2) == Some(b'-'));
        let name = self.bytes.get(self.at + 2 + dash..).unwrap_or_default();
        let tag: Vec<u8> = name.iter().copied().take_while(|byte| is_identifier(*byte)).collect();
        if tag.is_empty() {
            self.at += 2;
            return;
        }
        let length = 2 + dash + tag.len();
        self.push(Frame::Heredoc { tag }, length);
        while self.peek(0).is_some_and(|byte| byte != b'\n') {
            self.at += 1;
        }
        self.at += 1;
    }

    fn open_bracket(&mut self, open: u8) {
        let close = match open {
            b'(' => b')',
            b'[' => b']',
            _ => b'}',
        };
        let is_for = open == b'{' && self.for_follows();
        self.push(Frame::Bracket { close, is_for }, 1);
    }

    fn for_follows(&self) -> bool {
        let rest = self.bytes.get(self.at + 1..).unwrap_or_default();
        let blanks = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let word = rest.get(blanks..).and_then(|rest| rest.strip_prefix(b"for"));
        word.and_then(<[u8]>::first).is_some_and(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'#' | b'/'))
            && self.is_value_position()
    }

    /// A `{` after `=`, `(`, `,`, `?`, `:`, `[` or `>` opens an object; one after a word or a label opens a block.
    fn is_value_position(&self) -> bool {
        let before = self.bytes.get(..self.at).unwrap_or_default();
        before
            .iter()
            .rev()
            .find(|byte| !byte.is_ascii_whitespace())
            .is_none_or(|byte| !is_identifier(*byte) && *byte != b'"')
            || matches!(self.stack.last(), Some((Frame::Template, _)))
    }

    fn close_bracket(&mut self, close: u8) {
        let closes = match self.stack.last() {
            Some((Frame::Bracket { close: expected, .. }, _)) => *expected == close,
            Some((Frame::Template, _)) => close == b'}',
            _ => false,
        };
        if closes {
            self.stack.pop();
        }
        self.at += 1;
    }
}

fn is_identifier(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') || byte >= 0x80
}
