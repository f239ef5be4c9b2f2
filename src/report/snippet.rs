//! The lines of the sources that a finding points at, with the part that matters marked below.

use super::escape;
use super::page::Page;
use crate::finding::Snippet;

/// Characters of a line that are shown.
const WINDOW: usize = 84;

/// Draws the snippets of a finding; the first is its own place, whose name stands above already.
pub(super) fn draw(page: &mut Page, snippets: &[Snippet]) {
    let width = snippets.iter().map(|snippet| snippet.location.line.to_string().len()).max().unwrap_or(1);
    let margin = " ".repeat(width);
    for (position, snippet) in snippets.iter().enumerate() {
        if position > 0 {
            let at = &snippet.location;
            let path = escape::terminal(&at.path);
            let place = format!("{path}:{}:{}", at.line, at.column);
            let first = page.length();
            page.line(&format!(" {margin}::: {place} {}", escape::terminal(&snippet.label)));
            page.link(first, &place, at);
        }
        let (text, marks) = marked(snippet);
        page.line(&format!(" {margin} |"));
        page.line(&format!(" {:>width$} | {text}", snippet.location.line));
        page.line(&format!(" {margin} | {marks}"));
    }
}

/// The line without its indent and the marks below it. Tabs and hidden characters change width when they are escaped,
/// so the marks are measured on what is shown.
fn marked(snippet: &Snippet) -> (String, String) {
    let at = &snippet.location;
    let indent = snippet.line.chars().take_while(|c| c.is_whitespace()).count();
    let first = at.column.saturating_sub(1).max(indent);
    let last = if at.end_line == at.line { at.end_column.saturating_sub(1) } else { snippet.line.chars().count() };
    let part = |from: usize, to: usize| {
        let text: String = snippet.line.chars().skip(from).take(to.saturating_sub(from)).collect();
        escape::terminal(&text).into_owned()
    };
    let (before, inside) = (part(indent, first), part(first, last.max(first + 1)));
    let after = part(last.max(first + 1), usize::MAX);
    let text: String = format!("{before}{inside}{after}").chars().take(WINDOW).collect();
    let (before, inside) = (before.chars().count(), inside.trim_end().chars().count());
    let shown = text.chars().count().saturating_sub(before).min(inside).max(1);
    (text.trim_end().to_owned(), format!("{}{}", " ".repeat(before.min(WINDOW)), "^".repeat(shown)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Location;

    #[test]
    fn marks_stand_below_what_they_mean() {
        let location = Location { path: "main.tf".into(), line: 3, column: 3, end_line: 3, end_column: 8 };
        let snippet = Snippet { location, line: "  a\u{202e} = b".into(), label: String::new() };
        let (text, marks) = marked(&snippet);
        assert_eq!(text, "a\\u{202e} = b");
        assert_eq!(marks, "^".repeat(text.chars().count() - 2));
    }
}
