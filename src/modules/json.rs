//! Terraform's JSON syntax → the same blocks as from its own syntax, with places in the JSON file.
//!
//! In JSON an argument and a nested block look the same: `"default_action": {…}` may be either, and only the provider's
//! schema tells. In the body of a resource such a value therefore stands in **both** places: as the attribute
//! `default_action` and as nested blocks `default_action`, one for each object. Whoever looks for blocks finds blocks,
//! whoever looks for an argument finds it; whoever walks over everything must take one reading of a name. What
//! Terraform itself reads as a block or an argument (`lifecycle`, `dynamic`, `count`, arguments of modules) stands in one
//! place only.

mod expr;
mod parse;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Block, Nested, Written};
use crate::eval::SyntaxError;
use crate::finding::Problem;
use crate::source::{Source, Span};
use expr::Strings;
use parse::{Json, Node, Text};

/// A property that is a comment.
const COMMENT: &str = "//";
/// Nested blocks are not looked for any deeper; each level repeats what is below it.
const MAX_BLOCK_DEPTH: usize = 12;

/// The blocks of a file, and what of it cannot be read.
pub(super) fn blocks(source: &Source) -> (Vec<Nested>, Vec<Problem>) {
    let mut reader = Reader { source, problems: Vec::new() };
    let mut blocks = Vec::new();
    match parse::parse(source) {
        Ok(root) => reader.file(&root, &mut blocks),
        Err(broken) => reader.problem(&broken.message, broken.span),
    }
    (blocks, reader.problems)
}

/// What a body belongs to: it decides what its properties are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    Resource,
    /// A block in a resource, so many levels down.
    Nested(usize),
    Lifecycle,
    Module,
    Variable,
    /// `output`, `locals` and other blocks without blocks of their own.
    Plain,
    Check,
}

struct Reader<'s> {
    source: &'s Source,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn problem(&mut self, message: &str, span: Span) {
        self.problems.push(Problem {
            message: format!("this file cannot be read in full, and what it defines here is unknown: {message}"),
            location: Some(self.source.location(span)),
            policy: None,
        });
    }

    fn file(&mut self, root: &Node, blocks: &mut Vec<Nested>) {
        for (kind, value) in properties(root) {
            let (labels, owner) = match kind.text.as_str() {
                "resource" => (2, Owner::Resource),
                "data" => (2, Owner::Resource),
                "module" => (1, Owner::Module),
                "variable" => (1, Owner::Variable),
                "output" => (1, Owner::Plain),
                "locals" => (0, Owner::Plain),
                "check" => (1, Owner::Check),
                _ => continue,
            };
            self.labelled(kind, value, labels, owner, blocks);
        }
    }

    /// The blocks of a kind: an object for each label, inside it the bodies.
    fn labelled(&mut self, kind: &Text, value: &Node, labels: usize, owner: Owner, into: &mut Vec<Nested>) {
        let mut found: Vec<(Vec<&Text>, &Node)> = vec![(Vec::new(), value)];
        for _ in 0..labels {
            found = found
                .into_iter()
                .flat_map(|(labels, value)| {
                    properties(value).map(move |(label, value)| {
                        let mut labels = labels.clone();
                        labels.push(label);
                        (labels, value)
                    })
                })
                .collect();
        }
        for (labels, value) in found {
            let span = labels.last().map_or(kind.span, |label| label.span);
            for body in objects(value) {
                let block = self.body(body, span, owner);
                let labels = labels.iter().map(|label| label.text.clone()).collect();
                into.push(Nested { kind: kind.text.clone(), labels, block });
            }
        }
    }

    fn body(&mut self, body: &Node, span: Span, owner: Owner) -> Block {
        let mut block = Block { source: self.source.clone(), span, attributes: BTreeMap::new(), blocks: Vec::new() };
        for (name, value) in properties(body) {
            self.property(name, value, owner, &mut block);
        }
        block
    }

    fn property(&mut self, name: &Text, value: &Node, owner: Owner, block: &mut Block) {
        let blocks = &mut block.blocks;
        match (owner, name.text.as_str()) {
            (Owner::Resource | Owner::Nested(_), "dynamic") => {
                self.labelled(name, value, 1, Owner::Nested(depth(owner) + 1), blocks);
            }
            (Owner::Resource, "lifecycle") => self.labelled(name, value, 0, Owner::Lifecycle, blocks),
            (Owner::Resource, "connection") => self.labelled(name, value, 0, Owner::Plain, blocks),
            (Owner::Resource, "provisioner") => self.labelled(name, value, 1, Owner::Plain, blocks),
            (Owner::Lifecycle, "precondition" | "postcondition") => {
                self.labelled(name, value, 0, Owner::Plain, blocks);
            }
            (Owner::Check, "data") => self.labelled(name, value, 2, Owner::Resource, blocks),
            (Owner::Check, _) => {}
            _ => {
                if depth(owner) < MAX_BLOCK_DEPTH && may_be_blocks(owner, &name.text) && is_blocks(value) {
                    self.labelled(name, value, 0, Owner::Nested(depth(owner) + 1), blocks);
                }
                self.attribute(name, value, strings(owner, &name.text), block);
            }
        }
    }

    fn attribute(&mut self, name: &Text, value: &Node, strings: Strings, block: &mut Block) {
        match expr::expr(value, strings) {
            Ok(expr) => {
                let span = name.span.join(value.span);
                let written = Written { source: self.source.clone(), span, expr: Arc::new(expr) };
                block.attributes.entry(name.text.clone()).or_insert(written);
            }
            Err(SyntaxError { message, span }) => self.problem(&message, span),
        }
    }
}

fn depth(owner: Owner) -> usize {
    match owner {
        Owner::Nested(depth) => depth,
        _ => 0,
    }
}

/// Whether a property of a body could be nested blocks.
fn may_be_blocks(owner: Owner, name: &str) -> bool {
    match owner {
        Owner::Resource => !["count", "for_each", "depends_on", "provider"].contains(&name),
        Owner::Nested(_) => !["for_each", "iterator", "labels"].contains(&name),
        _ => false,
    }
}

/// Where Terraform takes strings for references, or for nothing but text.
fn strings(owner: Owner, name: &str) -> Strings {
    match (owner, name) {
        (Owner::Resource, "depends_on" | "provider")
        | (Owner::Module, "depends_on" | "providers")
        | (Owner::Lifecycle, "ignore_changes" | "replace_triggered_by")
        | (Owner::Nested(_), "iterator")
        | (Owner::Variable, "type")
        | (Owner::Plain, "depends_on") => Strings::References,
        (Owner::Variable, _) => Strings::Plain,
        _ => Strings::Templates,
    }
}

/// The properties of an object, or of all objects of an array, without comments.
fn properties(node: &Node) -> impl Iterator<Item = &(Text, Node)> {
    objects(node)
        .flat_map(|object| match &object.kind {
            Json::Object(properties) => properties.as_slice(),
            _ => &[],
        })
        .filter(|(name, _)| name.text != COMMENT)
}

/// An object, or the objects of an array.
fn objects(node: &Node) -> impl Iterator<Item = &Node> {
    let items = match &node.kind {
        Json::Array(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    items.iter().filter(|item| matches!(item.kind, Json::Object(_)))
}

/// An object, or an array of nothing but objects.
fn is_blocks(node: &Node) -> bool {
    match &node.kind {
        Json::Object(_) => true,
        Json::Array(items) => !items.is_empty() && items.iter().all(|item| matches!(item.kind, Json::Object(_))),
        _ => false,
    }
}
