//! Terraform's own syntax → blocks.

use std::sync::Arc;

use super::ignores::{Ignore, ignores};
use super::{Block, Nested, Written};
use crate::eval::{self, ast};
use crate::finding::Problem;
use crate::source::Source;

/// The blocks of a file, in the order they are written, and the comments that waive findings.
pub(super) fn blocks(source: &Source) -> Result<(Vec<Nested>, Vec<Ignore>), Problem> {
    let body = eval::parse_body(source).map_err(|error| Problem {
        message: format!("this file cannot be read, and what it defines is unknown: {}", error.message),
        location: Some(source.location(error.span)),
        policy: None,
    })?;
    let ignores = ignores(source, &body);
    Ok((body.blocks.into_iter().map(|block| nested(source, block)).collect(), ignores))
}

fn nested(source: &Source, block: ast::Block) -> Nested {
    let ast::Block { kind, labels, body, span, .. } = block;
    let attributes = body.attributes.into_iter().map(|attribute| {
        let written = Written { source: source.clone(), span: attribute.span, expr: Arc::new(attribute.value) };
        (attribute.name, written)
    });
    let block = Block {
        source: source.clone(),
        span,
        attributes: attributes.collect(),
        blocks: body.blocks.into_iter().map(|block| nested(source, block)).collect(),
    };
    Nested { kind, labels: labels.into_iter().map(|label| label.text).collect(), block }
}
