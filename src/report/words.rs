//! The *words* that several formats share: kinds as people say them, numbers with their noun, plan texts cut and escaped.

use super::escape;

/// An address longer than this loses its middle; real ones with module paths and keys stay well below.
const NAME: usize = 240;
/// The same for sentences.
const SENTENCE: usize = 4_000;

/// An address, label or path of a plan, on one line.
pub(super) fn name(text: &str) -> String {
    escape::terminal(&escape::short(text, NAME)).into_owned()
}

/// A sentence of a plan or a policy; it may have several lines.
pub(super) fn sentence(text: &str) -> String {
    escape::lines(&escape::short(text.trim(), SENTENCE)).into_owned()
}

/// A command or remark, on one line.
pub(super) fn one_line(text: &str) -> String {
    escape::terminal(&escape::short(text.trim(), SENTENCE)).into_owned()
}

/// A kind of node as people say it.
pub(super) fn kind(kind: &str) -> String {
    name(kind).replace('_', " ")
}

/// `1 fault`, `2 faults`.
pub(super) fn count(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
