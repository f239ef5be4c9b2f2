//! Files and blocks: attributes and blocks, one a line.

use crate::eval::ast::{Attribute, Block, Body, Label};
use crate::model::normal;
use crate::source::Span;

use super::cursor::Cursor;
use super::{Parsed, SyntaxError};

const ITEM: &str = "`name = value` or `block \"label\" {` is expected";
const LINE: &str = "a new line is expected; one attribute or block stands on a line";

impl Cursor<'_> {
    /// Everything up to the end of the text.
    pub(super) fn file(&mut self) -> Parsed<Body> {
        let mut body = self.body()?;
        if !self.at_end() {
            return Err(self.unexpected(ITEM));
        }
        body.span = Span::new(0..self.text.len());
        Ok(body)
    }

    /// Attributes and blocks, as many as there are.
    fn body(&mut self) -> Parsed<Body> {
        let start = self.at;
        let mut body = Body::default();
        loop {
            self.blank_lines();
            let name_start = self.at;
            let Some(name) = self.identifier() else { break };
            let name_span = self.span(name_start);
            self.blanks();
            if self.peek() == Some(b'=') && self.peek_at(1) != Some(b'=') {
                let attribute = self.attribute(name, name_span, &body)?;
                body.attributes.push(attribute);
            } else {
                let block = self.level(|cursor| cursor.block(name, name_span))?;
                body.blocks.push(block);
            }
            self.blanks();
            if !self.at_end() && !self.newline() {
                return Err(self.unexpected(LINE));
            }
        }
        body.span = self.span(start);
        Ok(body)
    }

    fn attribute(&mut self, name: &str, name_span: Span, body: &Body) -> Parsed<Attribute> {
        if body.attribute(name).is_some() {
            let message = format!("`{name}` is set twice in this block; keep one of the two");
            return Err(SyntaxError { message, span: name_span });
        }
        self.eat("=");
        let value = self.expression()?;
        Ok(Attribute { name: normal(name).to_string(), name_span, span: name_span.join(value.span), value })
    }

    /// The rest of a block, behind its first word.
    fn block(&mut self, kind: &str, kind_span: Span) -> Parsed<Block> {
        let mut labels: Vec<Label> = Vec::new();
        let open = loop {
            self.blanks();
            let start = self.at;
            if self.eat("{") {
                break start;
            }
            let text = if self.peek() == Some(b'"') {
                self.plain_string()?
            } else if let Some(name) = self.identifier() {
                name.to_owned()
            } else {
                return Err(self.unexpected(ITEM));
            };
            labels.push(Label { text, span: self.span(start) });
        };
        let body = self.inside(("{", open), false, Self::block_body)?;
        Ok(Block {
            kind: kind.to_owned(),
            kind_span,
            span: labels.last().map_or(kind_span, |last| kind_span.join(last.span)),
            labels,
            body,
            full_span: self.span(kind_span.start),
        })
    }

    /// What stands between the braces, and the closing one: nothing, one attribute on the same line, or lines.
    fn block_body(&mut self) -> Parsed<Body> {
        self.blanks();
        let start = self.at;
        let mut body = Body::default();
        if self.newline() {
            body = self.body()?;
            if !self.eat("}") {
                return Err(self.unexpected(ITEM));
            }
            return Ok(body);
        }
        if let Some(name) = self.identifier() {
            let name_span = self.span(start);
            self.blanks();
            if self.peek() != Some(b'=') {
                return Err(self.unexpected(ITEM));
            }
            let attribute = self.attribute(name, name_span, &body)?;
            body.span = attribute.span;
            body.attributes.push(attribute);
        }
        self.expect("}", "a block with more than one line starts its content on a new line and ends with `}`")?;
        Ok(body)
    }
}
