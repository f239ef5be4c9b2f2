//! A mistake in a policy file, and how it is shown: the message, the place, the line, what to do.

use std::fmt::Write as _;

use crate::source::{Source, Span};

/// Characters of a source line that are shown around a mistake.
const WINDOW: usize = 160;

/// A mistake in a policy file.
#[derive(Debug, Clone)]
pub struct PolicyError {
    /// The file.
    pub source: Source,
    /// Where.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// Words below the place; may be empty.
    pub label: String,
    /// What to do; may be empty.
    pub help: String,
}

impl PolicyError {
    /// The mistake as plain text. Whatever the file holds, nothing of it can steer a terminal.
    pub fn render(&self) -> String {
        self.render_as("error")
    }

    /// The same as a remark: nothing is wrong, and somebody may want to look at it.
    pub fn render_as_warning(&self) -> String {
        self.render_as("warning")
    }

    fn render_as(&self, word: &str) -> String {
        let place = self.source.location(self.span);
        let number = place.line.to_string();
        let margin = " ".repeat(number.len());
        let line = self.source.line(place.line);
        let end = if place.end_line == place.line { place.end_column } else { usize::MAX };
        let (shown, before, width) = window(line, place.column, end);
        let mut out = format!("{word}: {}\n", visible(&self.message));
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{margin}--> {}:{}:{}", visible(&place.path), place.line, place.column);
        let _ = writeln!(out, "{margin} |");
        let _ = writeln!(out, "{}", format!("{number} | {shown}").trim_end());
        let marks = format!("{margin} | {}{} {}", " ".repeat(before), "^".repeat(width), visible(&self.label));
        let _ = writeln!(out, "{}", marks.trim_end());
        if !self.help.is_empty() {
            let _ = writeln!(out, "{margin} = help: {}", visible(&self.help));
        }
        out
    }
}

impl std::fmt::Display for PolicyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PolicyError {}

/// The part of a line to show, how far in the place starts, and how wide it is.
fn window(line: &str, column: usize, end_column: usize) -> (String, usize, usize) {
    let start = column.saturating_sub(1);
    let skipped = if start > WINDOW / 2 { start - WINDOW / 4 } else { 0 };
    let shown: Vec<char> = line.chars().skip(skipped).take(WINDOW).collect();
    let width_of = |chars: &[char]| chars.iter().map(|c| visible_char(*c).chars().count()).sum::<usize>();
    let (before, rest) = shown.split_at_checked(start - skipped).unwrap_or((&shown, &[]));
    let length = end_column.saturating_sub(column).clamp(1, rest.len().max(1));
    let marked = rest.get(..length).map_or(1, width_of);
    let text: String = shown.iter().map(|c| visible_char(*c)).collect();
    (text, width_of(before), marked.max(1))
}

/// The text with every character that could steer a terminal or reorder a line replaced by a visible form.
pub fn visible(text: &str) -> String {
    text.chars().map(visible_char).collect()
}

fn visible_char(c: char) -> String {
    let reorders = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let breaks = matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}');
    match c {
        '\t' => "    ".to_owned(),
        c if c.is_control() || reorders || breaks => c.escape_unicode().to_string(),
        c => c.to_string(),
    }
}

/// Collects the mistakes of one file.
pub(crate) struct Errors<'s> {
    pub(crate) source: &'s Source,
    pub(crate) all: Vec<PolicyError>,
}

impl Errors<'_> {
    /// Adds a mistake; the help is the sentence after a blank, where there is one.
    pub(crate) fn add(
        &mut self,
        span: Span,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.all.push(PolicyError {
            source: self.source.clone(),
            span,
            message: message.into(),
            label: label.into(),
            help: help.into(),
        });
    }
}

/// `did you mean …?`, else all that there is.
pub(crate) fn suggestion<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    if let Some(meant) = crate::eval::did_you_mean(name, known.clone()) {
        return format!("did you mean `{meant}`?");
    }
    let known: Vec<String> = known.map(|name| format!("`{name}`")).collect();
    match known.split_last() {
        None => String::new(),
        Some((only, [])) => format!("there is only {only}"),
        Some((last, others)) => format!("there are {} and {last}", others.join(", ")),
    }
}
