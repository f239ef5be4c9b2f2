//! What came of the tests, as plain data.

use crate::finding::Clue;

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// What was expected.
    Passed,
    /// Something else.
    Missed,
}

/// What one policy said of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Got {
    /// Label of the policy.
    pub policy: String,
    /// Address of the subject; empty for the plan.
    pub address: String,
    /// `pass`, `fail`, `unknown` or `error`.
    pub verdict: &'static str,
    /// The policy's message.
    pub message: String,
    /// Why the verdict is not known, or where the policy stops.
    pub reason: String,
    /// The parts of the condition that decided it.
    pub values: Vec<Clue>,
}

/// One case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseResult {
    /// Its name: scenario, mock and policy, as far as there are.
    pub name: String,
    /// Its first line in the file.
    pub line: usize,
    /// How it ended.
    pub status: Status,
    /// What was expected, in words.
    pub expected: String,
    /// What is wrong, in words; empty where nothing is.
    pub wrong: String,
    /// Conditions that were evaluated for it.
    pub evaluated: usize,
    /// The verdicts that are not as expected, or all where one is missing.
    pub got: Vec<Got>,
}

/// One test file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileResult {
    /// Its path.
    pub path: String,
    /// Its cases, in the order of the text.
    pub cases: Vec<CaseResult>,
    /// Why it could not be run, as it is to be shown.
    pub error: Option<String>,
}

/// All that was run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// The files, in the order of their paths.
    pub files: Vec<FileResult>,
    /// Cases that `--filter` left out.
    pub left_out: usize,
    /// Mocks that say `skip`.
    pub skipped: usize,
}

impl Report {
    /// Cases that ended so.
    pub fn count(&self, status: Status) -> usize {
        self.files.iter().flat_map(|file| &file.cases).filter(|case| case.status == status).count()
    }

    /// Files that could not be run.
    pub fn broken(&self) -> usize {
        self.files.iter().filter(|file| file.error.is_some()).count()
    }
}
