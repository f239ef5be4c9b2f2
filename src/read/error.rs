//! What is wrong with an input, for a person who has to mend it.

use std::fmt;

/// An input that cannot be used: which, where, what is wrong and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    path: String,
    place: Option<(usize, usize)>,
    message: String,
    quoted: String,
    help: String,
}

impl ReadError {
    pub(super) fn new(path: &str, message: impl Into<String>) -> Self {
        let (quoted, help) = (String::new(), String::new());
        Self { path: path.to_owned(), place: None, message: message.into(), quoted, help }
    }

    /// Line and column, both from 1.
    pub(super) fn at(mut self, line: usize, column: usize) -> Self {
        self.place = Some((line, column));
        self
    }

    /// What another program said of it.
    pub(super) fn quoting(mut self, text: &str) -> Self {
        self.quoted = text.to_owned();
        self
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path == "-" { "standard input" } else { &self.path };
        write!(f, "{}", one_line(path))?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", one_line(&self.message))?;
        for line in self.quoted.lines().filter(|line| !line.trim().is_empty()) {
            write!(f, "\n  | {line}")?;
        }
        if self.help.is_empty() { Ok(()) } else { write!(f, "\n  what to do: {}", one_line(&self.help)) }
    }
}

/// What is quoted from an input must not begin a line: it could pass for our advice, or for a command to a CI system.
fn one_line(text: &str) -> String {
    text.replace('\n', "\\n")
}

impl std::error::Error for ReadError {}
