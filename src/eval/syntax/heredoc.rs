//! The text of heredocs. `<<-` takes the smallest indent of all lines away from each of them, those inside of `%{ if }`
//! and `%{ for }` included; the parser only does so outside of them.

use crate::source::{Source, Span};

/// How much indent each line of the heredoc at `span` loses.
pub(super) fn indent(source: &Source, span: Span) -> usize {
    let whole = source.slice(span);
    if !whole.starts_with("<<-") {
        return 0;
    }
    let mut lines = whole.lines().skip(1).collect::<Vec<_>>();
    // The closing tag.
    lines.pop();
    let indents = lines.iter().filter(|line| !line.trim().is_empty()).map(|line| line.len() - line.trim_start().len());
    indents.min().unwrap_or(0)
}

/// The text of a literal part, without the indent of each line that starts in it.
pub(super) fn literal(source: &Source, span: Span, indent: usize) -> String {
    let before = span.start.checked_sub(1).and_then(|at| source.text().as_bytes().get(at));
    let mut at_line_start = before == Some(&b'\n');
    let mut text = String::new();
    for line in source.slice(span).split_inclusive('\n') {
        let blanks = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let cut = if at_line_start { blanks.min(indent) } else { 0 };
        text.push_str(line.get(cut..).unwrap_or(line));
        at_line_start = true;
    }
    text.replace("$${", "${").replace("%%{", "%{")
}
