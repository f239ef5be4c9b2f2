//! JSON with the place of everything. Unlike serde's it keeps spans, the order of properties, and properties that stand
//! twice: in Terraform's JSON syntax all three carry meaning.

use crate::source::{Source, Span};

/// Larger files are not read.
const MAX_BYTES: usize = 8 << 20;
const MAX_DEPTH: usize = 100;

/// A value and where it stands.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) kind: Json,
    pub(super) span: Span,
}

#[derive(Debug)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Number(String),
    String(Text),
    Array(Vec<Node>),
    Object(Vec<(Text, Node)>),
}

/// A string: its text, and which place in the file each part of it has.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) text: String,
    /// With the quotes.
    pub(super) span: Span,
    /// Offsets in the text from which on the distance to the file is another one, with the offset in the file.
    jumps: Vec<(usize, usize)>,
}

impl Text {
    /// The place in the file of the byte at `offset` of the text.
    pub(super) fn place(&self, offset: usize) -> usize {
        let index = self.jumps.partition_point(|(at, _)| *at <= offset);
        let jump = index.checked_sub(1).and_then(|index| self.jumps.get(index));
        jump.map_or(self.span.start, |(at, place)| (place + offset - at).min(self.span.end))
    }
}

/// What is wrong, and where.
pub(super) struct Broken {
    pub(super) message: String,
    pub(super) span: Span,
}

/// Reads a whole file.
pub(super) fn parse(source: &Source) -> Result<Node, Broken> {
    let text = source.text();
    let mut parser = Parser { text, bytes: text.as_bytes(), at: 0 };
    if text.len() > MAX_BYTES {
        return Err(parser.broken("the file is larger than 8 MiB; split it"));
    }
    if text.starts_with('\u{feff}') {
        parser.at = '\u{feff}'.len_utf8();
    }
    let node = parser.value(0)?;
    parser.blanks();
    match parser.peek() {
        None => Ok(node),
        Some(_) => Err(parser.broken("the file goes on after its end")),
    }
}

struct Parser<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn broken(&self, message: impl Into<String>) -> Broken {
        Broken { message: message.into(), span: Span::new(self.at..(self.at + 1).min(self.text.len())) }
    }

    /// Takes `byte` after blanks, if it is there.
    fn takes(&mut self, byte: u8) -> bool {
        self.blanks();
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn value(&mut self, depth: usize) -> Result<Node, Broken> {
        self.blanks();
        if depth > MAX_DEPTH {
            return Err(self.broken(format!("values are nested more than {MAX_DEPTH} deep")));
        }
        let start = self.at;
        let kind = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => Json::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Json::Bool(true))?,
            Some(b'f') => self.word("false", Json::Bool(false))?,
            Some(b'n') => self.word("null", Json::Null)?,
            Some(_) => return Err(self.broken("a JSON value is expected")),
            None => return Err(self.broken("the file stops in the middle")),
        };
        Ok(Node { kind, span: Span::new(start..self.at) })
    }

    fn object(&mut self, depth: usize) -> Result<Json, Broken> {
        self.at += 1;
        let mut properties = Vec::new();
        if self.takes(b'}') {
            return Ok(Json::Object(properties));
        }
        loop {
            self.blanks();
            if self.peek() != Some(b'"') {
                return Err(self.broken("the name of a property is expected, in double quotes"));
            }
            let name = self.string()?;
            if !self.takes(b':') {
                return Err(self.broken("`:` is expected after the name of a property"));
            }
            properties.push((name, self.value(depth + 1)?));
            if self.takes(b'}') {
                return Ok(Json::Object(properties));
            }
            if !self.takes(b',') {
                return Err(self.broken("`,` or `}` is expected"));
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Json, Broken> {
        self.at += 1;
        let mut items = Vec::new();
        if self.takes(b']') {
            return Ok(Json::Array(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.takes(b']') {
                return Ok(Json::Array(items));
            }
            if !self.takes(b',') {
                return Err(self.broken("`,` or `]` is expected"));
            }
        }
    }

    fn number(&mut self) -> Json {
        let start = self.at;
        while matches!(self.peek(), Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) {
            self.at += 1;
        }
        Json::Number(self.text.get(start..self.at).unwrap_or("").to_owned())
    }

    fn word(&mut self, word: &str, value: Json) -> Result<Json, Broken> {
        if !self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word)) {
            return Err(self.broken("a JSON value is expected"));
        }
        self.at += word.len();
        Ok(value)
    }

    fn string(&mut self) -> Result<Text, Broken> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        let mut jumps = vec![(0, self.at)];
        loop {
            let run = self.at;
            while !matches!(self.peek(), Some(b'"' | b'\\' | 0..=0x1f) | None) {
                self.at += 1;
            }
            text.push_str(self.text.get(run..self.at).unwrap_or(""));
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(Text { text, span: Span::new(start..self.at), jumps });
                }
                Some(b'\\') => {
                    jumps.push((text.len(), self.at));
                    text.push(self.escape()?);
                    jumps.push((text.len(), self.at));
                }
                Some(_) => return Err(self.broken("a line end or control character stands in a string; write \\n")),
                None => return Err(self.broken("the file stops in the middle of a string")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Broken> {
        let word = self.bytes.get(self.at + 1).copied();
        let plain = match word {
            Some(byte @ (b'"' | b'\\' | b'/')) => Some(char::from(byte)),
            Some(b'b') => Some('\u{8}'),
            Some(b'f') => Some('\u{c}'),
            Some(b'n') => Some('\n'),
            Some(b'r') => Some('\r'),
            Some(b't') => Some('\t'),
            _ => None,
        };
        if let Some(plain) = plain {
            self.at += 2;
            return Ok(plain);
        }
        let Some(first) = self.unit() else {
            return Err(self.broken("this is no escape of JSON"));
        };
        if !(0xd800..0xdc00).contains(&first) {
            // Half a pair stands for nothing; Go reads it as the replacement character too.
            return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let here = self.at;
        match self.unit() {
            Some(second) if (0xdc00..0xe000).contains(&second) => {
                let both = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                Ok(char::from_u32(both).unwrap_or(char::REPLACEMENT_CHARACTER))
            }
            _ => {
                self.at = here;
                Ok(char::REPLACEMENT_CHARACTER)
            }
        }
    }

    /// `\uXXXX`.
    fn unit(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..)?.strip_prefix("\\u")?.get(..4)?;
        let unit =
            digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())??;
        self.at += 6;
        Some(unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_a_string_has_its_place() {
        let source = Source::new("a", r#" {"a\u00e4\"b": [1, -2.5e3, true, null, "\ud83d\ude00x"]} "#);
        let Ok(Node { kind: Json::Object(properties), .. }) = parse(&source) else { panic!() };
        let name = &properties[0].0;
        assert_eq!(name.text, "aä\"b");
        assert_eq!(name.place(0), source.text().find('a').unwrap());
        assert_eq!(name.place(name.text.find('b').unwrap()), source.text().find('b').unwrap());
        let Json::Array(items) = &properties[0].1.kind else { panic!() };
        let Json::String(last) = &items[4].kind else { panic!() };
        assert_eq!(last.text, "😀x");
        assert_eq!(last.place(4), source.text().find('x').unwrap());
    }

    #[test]
    fn broken_files_say_where() {
        let fault = |text: &str| parse(&Source::new("a", text)).err().map(|broken| (broken.message, broken.span.start));
        assert_eq!(fault("{\"a\": 1,}").unwrap().1, 8);
        assert_eq!(fault("{\"a\": tru}").unwrap().1, 6);
        assert!(fault("{\"a\": \"b").unwrap().0.contains("stops in the middle"));
        assert!(fault(&"[".repeat(1000)).unwrap().0.contains("nested"));
        assert!(fault("{} {}").is_some());
        assert!(fault("").is_some());
    }
}
