//! A *page* is text being laid out: lines of bounded width, the rest of a paragraph hanging below its beginning.
//! Width counts characters. Escaped text has none of zero width; the few of double width may stand out a little.

use super::escape;
use super::style::{Paint, Tone};
use crate::source::Location;

/// The widest a report gets: beyond it, lines are hard to read and logs wrap them anyway.
const WIDEST: usize = 100;
const NARROWEST: usize = 40;

/// Lines so far.
pub(super) struct Page {
    pub(super) paint: Paint,
    width: usize,
    lines: Vec<String>,
    /// The folder that paths are relative to, where places become links.
    links: Option<String>,
}

/// How a paragraph begins.
pub(super) struct Lead<'a> {
    /// Stands before the first line, in no tone: indent, branches of a tree.
    pub(super) before: &'a str,
    /// The label behind it.
    pub(super) label: &'a str,
    /// The label's tone.
    pub(super) tone: Tone,
    /// Stands before every further line.
    pub(super) hang: &'a str,
}

impl Page {
    pub(super) fn new(paint: Paint, width: usize) -> Self {
        Self { paint, width: width.clamp(NARROWEST, WIDEST), lines: Vec::new(), links: None }
    }

    /// The same page with links.
    pub(super) fn linking(self, folder: Option<&str>) -> Self {
        Self { links: folder.map(str::to_owned), ..self }
    }

    /// How many lines there are.
    pub(super) fn length(&self) -> usize {
        self.lines.len()
    }

    /// Makes a link of `shown`, where it stands whole in one of the lines from `first` on. The address has letters that a
    /// URI may have and nothing else, so no text of a plan can end it.
    pub(super) fn link(&mut self, first: usize, shown: &str, at: &Location) {
        let Some(folder) = &self.links else { return };
        let rooted = at.path.starts_with('/');
        let path =
            if rooted { at.path.clone() } else { format!("{}/{}", folder.trim_end_matches(['/', '\\']), at.path) };
        let slash = if path.starts_with('/') { "" } else { "/" };
        let address = format!("file://{slash}{}#{}", super::sarif::uri(&path), at.line);
        let link = format!("\u{1b}]8;;{address}\u{1b}\\{shown}\u{1b}]8;;\u{1b}\\");
        if let Some(line) = self.lines.iter_mut().skip(first).find(|line| line.contains(shown)) {
            *line = line.replacen(shown, &link, 1);
        }
    }

    /// Whether `text` is no wider than a line.
    pub(super) fn fits(&self, text: &str) -> bool {
        text.chars().count() <= self.width
    }

    /// A line as it is, never wrapped: a command to paste.
    pub(super) fn line(&mut self, line: &str) {
        self.lines.push(line.trim_end().to_owned());
    }

    /// An empty line, unless there is one or the page begins.
    pub(super) fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(String::new());
        }
    }

    /// A paragraph below an indent.
    pub(super) fn text(&mut self, indent: &str, text: &str) {
        self.paragraph(&Lead { before: indent, label: "", tone: Tone::Plain, hang: indent }, text);
    }

    /// A paragraph with its lead. An empty one with a label is the label alone.
    pub(super) fn paragraph(&mut self, lead: &Lead<'_>, text: &str) {
        let begin = format!("{}{}", lead.before, lead.label);
        let painted = format!("{}{}", lead.before, self.paint.tone(lead.tone, lead.label));
        for (at, line) in wrap(&begin, lead.hang, text, self.width).into_iter().enumerate() {
            let line = match line.strip_prefix(&begin) {
                Some(rest) if at == 0 => format!("{painted}{rest}"),
                _ => line,
            };
            self.line(&line);
        }
    }

    /// The whole text, each line ended, none of them a command to a CI system.
    pub(super) fn finish(mut self) -> String {
        while self.lines.last().is_some_and(String::is_empty) {
            self.lines.pop();
        }
        let mut out = String::new();
        for line in &self.lines {
            out.push_str(&escape::line_start(line));
            out.push('\n');
        }
        out
    }
}

/// Lines of at most `width` characters, broken between words only: an address broken in two could not be copied, so a
/// word that is too long stands alone on a line that is too long. Line feeds of `text` stay, and so does indent behind them.
fn wrap(begin: &str, hang: &str, text: &str, width: usize) -> Vec<String> {
    let mut out = Vec::new();
    for (at, line) in text.split('\n').enumerate() {
        let indent: String = line.chars().take_while(|c| *c == ' ').take(8).collect();
        let hang = if at == 0 { hang.to_owned() } else { format!("{hang}{indent}") };
        let mut row = if at == 0 { begin.to_owned() } else { hang.clone() };
        let (mut used, mut fresh) = (row.chars().count(), true);
        for word in line.split(' ').filter(|word| !word.is_empty()) {
            let length = word.chars().count();
            let room = usize::from(!fresh || needs_space(&row)) + length;
            if used + room > width && (!fresh || used > hang.chars().count()) {
                out.push(std::mem::replace(&mut row, hang.clone()));
                (used, fresh) = (hang.chars().count(), true);
            }
            if !fresh || needs_space(&row) {
                row.push(' ');
                used += 1;
            }
            row.push_str(word);
            (used, fresh) = (used + length, false);
        }
        out.push(row);
    }
    out
}

/// A label and its text are parted by a space; an indent or branch brings its own.
fn needs_space(row: &str) -> bool {
    !row.is_empty() && !row.ends_with(' ')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn only_single_words_are_wider(text in "[a-z]{1,30}( [a-z]{1,70}){0,20}", begin in "[a-z]{0,12}:") {
            let rows = wrap(&begin, "    ", &text, 40);
            let words: Vec<&str> = rows.iter().flat_map(|row| row.split(' ')).filter(|word| !word.is_empty()).collect();
            let told = format!("{begin} {text}");
            prop_assert_eq!(words, told.split(' ').collect::<Vec<_>>());
            for row in rows {
                prop_assert!(row.chars().count() <= 40 || row.trim().split(' ').count() == 1, "{row:?}");
            }
        }
    }

    #[test]
    fn paragraphs_keep_their_own_lines_and_indents() {
        assert_eq!(
            wrap("  ", "  ", "one two\n  - three four\n\nfive", 14),
            ["  one two", "    - three", "    four", "  ", "  five"]
        );
    }
}
