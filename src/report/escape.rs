//! To *escape* is to make visible what a text would rather do than say. A plan is written by whoever opened the pull
//! request: its names can hold terminal sequences, text that runs backwards, letters that nobody sees, and lines that a CI
//! system takes for commands. This is the one place that deals with them; renderers add what their own syntax needs.
//!
//! The backslash itself stays as it is, so escaping twice is the same as escaping once and harmless text is untouched.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Characters that show nothing, or change how their neighbours are shown, beside controls and white space.
const HIDDEN: &[(char, char)] = &[
    ('\u{ad}', '\u{ad}'),       // soft hyphen
    ('\u{34f}', '\u{34f}'),     // combining grapheme joiner
    ('\u{61c}', '\u{61c}'),     // Arabic letter mark (direction)
    ('\u{115f}', '\u{1160}'),   // Hangul fillers
    ('\u{17b4}', '\u{17b5}'),   // Khmer inherent vowels
    ('\u{180b}', '\u{180f}'),   // Mongolian selectors
    ('\u{200b}', '\u{200f}'),   // zero width, direction marks
    ('\u{202a}', '\u{202e}'),   // direction embeddings and overrides
    ('\u{2060}', '\u{206f}'),   // word joiner, invisible operators, isolates
    ('\u{2800}', '\u{2800}'),   // Braille blank
    ('\u{3164}', '\u{3164}'),   // Hangul filler
    ('\u{fe00}', '\u{fe0f}'),   // variation selectors
    ('\u{feff}', '\u{feff}'),   // byte-order mark
    ('\u{ffa0}', '\u{ffa0}'),   // half-width Hangul filler
    ('\u{fff9}', '\u{fffb}'),   // interlinear annotation
    ('\u{1d173}', '\u{1d17a}'), // musical format characters
    ('\u{e0000}', '\u{e0fff}'), // tags and more variation selectors
];

/// What CI systems obey wherever it stands in a line: GitHub (`##[`, its old syntax, still parsed), Azure, TeamCity.
const COMMANDS: &[&str] = &["##[", "##vso[", "##teamcity["];

/// Whether `c` is never shown as it is. The plain space is the only white space that stays.
pub fn is_hidden(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    c.is_control() || c.is_whitespace() || HIDDEN.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

/// `text` on one line, fit for a terminal or a log.
pub fn terminal(text: &str) -> Cow<'_, str> {
    visible(text, is_hidden)
}

/// As [`terminal`], but line feeds stay: for sentences of several lines.
pub fn lines(text: &str) -> Cow<'_, str> {
    visible(text, |c| c != '\n' && is_hidden(c))
}

/// `text` with its middle left out where it is longer than `most` characters. For people only; machines get all of it.
/// To be cut before it is escaped, so that no escape is cut in two.
pub fn short(text: &str, most: usize) -> Cow<'_, str> {
    let count = text.chars().count();
    if count <= most {
        return Cow::Borrowed(text);
    }
    let head = most - most / 3;
    let tail = most - head;
    let start: String = text.chars().take(head).collect();
    let end: String = text.chars().skip(count - tail).collect();
    Cow::Owned(format!("{start}…({} more characters)…{end}", thousands(count - most)))
}

/// A finished JSON document with the same meaning and nothing hidden in it: JSON can say every character by its number.
/// Line feeds stay, as they stand between tokens only.
pub fn json(document: &str) -> Cow<'_, str> {
    if !document.contains(|c| c != '\n' && is_hidden(c)) && !obeyed(document) {
        return Cow::Borrowed(document);
    }
    let mut out = String::with_capacity(document.len());
    for c in document.chars() {
        if c != '\n' && is_hidden(c) {
            numbered(c, &mut out);
        } else {
            out.push(c);
        }
    }
    for command in COMMANDS {
        out = out.replace(command, &command.replacen("##", "#\\u0023", 1));
    }
    Cow::Owned(out)
}

/// A message of several lines, fit for a terminal or a log: none of them is a command.
pub fn message(text: &str) -> String {
    lines(text).split('\n').map(line_start).collect::<Vec<_>>().join("\n")
}

/// A finished line that GitHub would take for a workflow command (`::error::…`; it skips leading space) loses its second
/// colon to an escape. Only the layout knows what comes first in a line, so it asks here at the very end.
pub fn line_start(line: &str) -> Cow<'_, str> {
    let text = line.trim_start();
    match text.strip_prefix("::") {
        Some(rest) if rest.contains("::") => {
            let indent = line.len() - text.len();
            Cow::Owned(format!("{}:\\u{{3a}}{rest}", " ".repeat(indent)))
        }
        _ => Cow::Borrowed(line),
    }
}

fn visible(text: &str, hidden: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&hidden) && !obeyed(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            _ if !hidden(c) => out.push(c),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            _ => out.extend(c.escape_unicode()),
        }
    }
    for command in COMMANDS {
        out = out.replace(command, &command.replacen("##", "#\\u{23}", 1));
    }
    Cow::Owned(out)
}

fn obeyed(text: &str) -> bool {
    COMMANDS.iter().any(|command| text.contains(command))
}

fn numbered(c: char, out: &mut String) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        // Writing to a String cannot go wrong.
        let _ = write!(out, "\\u{unit:04x}");
    }
}

/// `9876` as `9 876`.
fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Text of the kind that attacks are made of, mixed with anything at all.
    fn hostile() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("\u{1b}[31m".to_owned()),
            Just("\u{9b}2J".to_owned()),
            Just("##[error]".to_owned()),
            Just("#".to_owned()),
            Just("##vso[x]".to_owned()),
            Just("::".to_owned()),
            Just("\n".to_owned()),
            Just("\\u{202e}".to_owned()),
            prop::sample::select(HIDDEN).prop_map(|(first, _)| first.to_string()),
            any::<String>(),
            "[a-z .\"\\[\\]]{0,6}",
        ];
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn nothing_hidden_comes_out(text in hostile()) {
            let out = terminal(&text);
            prop_assert!(!out.contains(is_hidden), "{out:?}");
            prop_assert!(!obeyed(&out), "{out:?}");
            prop_assert!(!lines(&text).contains(|c| c != '\n' && is_hidden(c)));
        }

        #[test]
        fn twice_is_once(text in hostile()) {
            let once = terminal(&text).into_owned();
            prop_assert_eq!(terminal(&once), once.as_str());
            let once = lines(&text).into_owned();
            prop_assert_eq!(lines(&once), once.as_str());
        }

        #[test]
        fn harmless_text_is_left_alone(text in "[a-zA-Z0-9_.\"\\[\\]/:äöü漢\\\\ -]{0,80}") {
            prop_assert!(matches!(terminal(&text), Cow::Borrowed(same) if same == text));
            prop_assert!(matches!(lines(&text), Cow::Borrowed(same) if same == text));
        }

        #[test]
        fn json_keeps_its_meaning(text in hostile()) {
            let document = serde_json::to_string(&text).unwrap();
            let out = json(&document);
            prop_assert!(!out.contains(is_hidden) && !obeyed(&out), "{out:?}");
            prop_assert_eq!(serde_json::from_str::<String>(&out).unwrap(), text);
        }

        #[test]
        fn no_line_starts_with_a_command(text in hostile()) {
            let shown = terminal(&text);
            let line = line_start(&shown);
            let rest = line.trim_start().strip_prefix("::");
            prop_assert!(!rest.is_some_and(|rest| rest.contains("::")), "{line:?}");
        }

        #[test]
        fn what_is_cut_stays_in_bounds(text in hostile(), most in 1_usize..60) {
            prop_assert!(short(&text, most).chars().count() <= most + 40);
        }
    }

    #[test]
    fn the_range_of_what_is_made_visible() {
        assert_eq!(terminal("a\u{202e}b\u{a0}c\u{1b}[0m"), "a\\u{202e}b\\u{a0}c\\u{1b}[0m");
        assert_eq!(terminal("one\ntwo\tthree\r"), "one\\ntwo\\tthree\\r");
        assert_eq!(lines("one\ntwo\t"), "one\ntwo\\t");
        assert_eq!(terminal("##[error]x"), "#\\u{23}[error]x");
        assert_eq!(line_start("  ::error::x"), "  :\\u{3a}error::x");
        assert_eq!(line_start("::/0 is everyone"), "::/0 is everyone");
        assert_eq!(json("\"\u{e0041}\""), "\"\\udb40\\udc41\"");
    }

    #[test]
    fn no_line_of_a_message_is_a_command() {
        assert_eq!(message("error: a\n ::error::b\n  what to do: c"), "error: a\n :\\u{3a}error::b\n  what to do: c");
    }

    #[test]
    fn long_text_loses_its_middle_and_says_how_much() {
        let cut = short(&"x".repeat(10_000), 124).into_owned();
        assert!(cut.contains("…(9 876 more characters)…"), "{cut}");
        assert!(matches!(short("abc", 3), Cow::Borrowed("abc")));
    }
}
