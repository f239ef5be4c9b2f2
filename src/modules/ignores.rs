//! Comments that waive a finding, `# poolproof:ignore …`, each with the block that it stands at: in it, on its first line,
//! or in the comment right above it.

use crate::eval::ast::{Block, Body, Expr, ExprKind};
use crate::model::Mode;
use crate::source::{Location, Source, Span};

const MARK: &str = "poolproof:ignore";

/// A comment that waives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore {
    /// What it says behind the mark, on one line.
    pub says: String,
    /// Where it stands.
    pub location: Location,
    /// The block; `None` where it stands at none that has findings.
    pub at: Option<IgnoredBlock>,
}

/// A block of a module that a comment stands at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IgnoredBlock {
    /// A resource or data source: mode, type, name.
    Resource(Mode, String, String),
    /// A module call, for all that is in the module.
    Call(String),
}

/// The waiving comments of a text of HCL; none where it cannot be read.
pub fn ignores_of(source: &Source) -> Vec<Ignore> {
    crate::eval::parse_body(source).map(|body| ignores(source, &body)).unwrap_or_default()
}

/// The waiving comments of a file.
pub(super) fn ignores(source: &Source, body: &Body) -> Vec<Ignore> {
    let marks = source.text().match_indices(MARK).map(|(at, _)| at);
    marks.filter(|at| !in_text(body, *at)).filter_map(|at| ignore(source, body, at)).collect()
}

fn ignore(source: &Source, body: &Body, at: usize) -> Option<Ignore> {
    let (line, _) = source.line_column(at);
    let (before, after) = (source.text().get(..at)?, source.text().get(at + MARK.len()..)?);
    let before = before.rsplit('\n').next().unwrap_or_default().trim_end();
    let after = after.lines().next().unwrap_or_default();
    let is_comment = ["#", "//", "/*"].iter().any(|start| before.ends_with(start));
    if !is_comment || after.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-') {
        return None;
    }
    let says = after.trim().trim_end_matches("*/").trim().to_owned();
    let alone = before.trim_start_matches(['#', '/', '*', ' ', '\t']).is_empty();
    let block = body.blocks.iter().find(|block| stands_at(source, block, line, alone));
    Some(Ignore { says, location: source.location(Span::new(at..at + MARK.len())), at: block.and_then(ignored) })
}

fn ignored(block: &Block) -> Option<IgnoredBlock> {
    let labels: Vec<&str> = block.labels.iter().map(|label| label.text.as_str()).collect();
    match (block.kind.as_str(), labels.as_slice()) {
        ("resource", [type_, name]) => {
            Some(IgnoredBlock::Resource(Mode::Managed, (*type_).to_owned(), (*name).to_owned()))
        }
        ("data", [type_, name]) => Some(IgnoredBlock::Resource(Mode::Data, (*type_).to_owned(), (*name).to_owned())),
        ("module", [name]) => Some(IgnoredBlock::Call((*name).to_owned())),
        _ => None,
    }
}

/// In the block, on its lines, or on a line above it with nothing but comments between.
fn stands_at(source: &Source, block: &Block, line: usize, alone: bool) -> bool {
    let (first, _) = source.line_column(block.full_span.start);
    let (last, _) = source.line_column(block.full_span.end);
    let comment = |number: usize| {
        let text = source.line(number).trim();
        text.starts_with('#') || text.starts_with("//") || text.starts_with("/*") && text.ends_with("*/")
    };
    (first..=last).contains(&line) || alone && line < first && (line..first).all(comment)
}

/// A mark in a string or a heredoc is no comment.
fn in_text(body: &Body, at: usize) -> bool {
    let holds = |span: Span| span.start <= at && at < span.end;
    let attribute = body.attributes.iter().find(|attribute| holds(attribute.value.span));
    if let Some(attribute) = attribute {
        return expr_in_text(&attribute.value, at);
    }
    body.blocks.iter().find(|block| holds(block.full_span)).is_some_and(|block| in_text(&block.body, at))
}

fn expr_in_text(expr: &Expr, at: usize) -> bool {
    if matches!(expr.kind, ExprKind::Literal(_) | ExprKind::Template(_)) {
        return true;
    }
    let mut found = false;
    expr.each_child(&mut |child| {
        if child.span.start <= at && at < child.span.end {
            found = found || expr_in_text(child, at);
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_belong_to_the_block_they_stand_at() {
        let text = r#"# poolproof:ignore far away

# poolproof:ignore a above
// a word
resource "aws_lb" "x" { # poolproof:ignore b on
  name = "poolproof:ignore text" # poolproof:ignore c in
  user_data = <<-EOT
    # poolproof:ignore heredoc
  EOT
  tags = {
    a = 1 /* poolproof:ignore d deep */
  }
}
# not poolproof:ignore this
# poolproof:ignored neither
module "m" {} // poolproof:ignore e call
locals {
  # poolproof:ignore f local
}
"#;
        let source = Source::new("main.tf", text);
        let found = ignores(&source, &crate::eval::parse_body(&source).unwrap());
        let told: Vec<(usize, &str, bool)> =
            found.iter().map(|it| (it.location.line, it.says.as_str(), it.at.is_some())).collect();
        let expected = [
            (1, "far away", false),
            (3, "a above", true),
            (5, "b on", true),
            (6, "c in", true),
            (11, "d deep", true),
            (16, "e call", true),
            (18, "f local", false),
        ];
        assert_eq!(told, expected);
        assert_eq!(found[5].at, Some(IgnoredBlock::Call("m".to_owned())));
    }
}
