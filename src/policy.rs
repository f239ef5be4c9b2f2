//! `policy` is the dialect: what a `.policy.hcl` file says, as plain data with every mistake named that can be found
//! without a plan. What a policy *means* on a graph is the business of the room `evaluate`.
//!
//! Where a newcomer adds: a property of a subject is a row in [`vocabulary`]; a kind of policy block is a row of
//! [`SubjectKind`].

mod check;
mod error;
mod input;
mod read;
mod shared;
mod subject;
#[cfg(test)]
mod tests;
mod unused;
pub mod vocabulary;

use crate::eval::ast::Expr;
use crate::finding::{Level, Severity};
use crate::source::{Source, Span};

pub(crate) use error::{Errors, suggestion};
pub use error::{PolicyError, visible};
pub use input::Input;
pub(crate) use read::check_names;
pub use read::{parse, parse_checked};
pub use shared::{PRODUCTION_TAGS, shared_inputs};
pub use subject::{KINDS, PolicySubject, SubjectKind};
pub use unused::remarks;

/// What every file of the dialect is read with.
pub(crate) mod reading {
    pub(crate) use super::error::{Errors, suggestion};
    pub(crate) use super::read::{check_names, read_locals};
}

/// One policy file.
#[derive(Debug, Clone)]
pub struct PolicyFile {
    /// The text.
    pub source: Source,
    /// `locals` at file level, in the order of the text.
    pub locals: Vec<(String, Expr)>,
    /// `input` blocks.
    pub inputs: Vec<Input>,
    /// The policies, in the order of the text.
    pub policies: Vec<Policy>,
    /// What never holds in them, or always.
    pub warnings: Vec<PolicyError>,
}

/// One policy.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Its name.
    pub label: String,
    /// Where the name stands.
    pub label_span: Span,
    /// What it is evaluated for.
    pub subject: PolicySubject,
    /// What it means, for people.
    pub about: About,
    /// How much it weighs.
    pub level: LevelSetting,
    /// Subjects for which it is false are passed over.
    pub filter: Option<Expr>,
    /// The policy's own `locals`; they hide those of the file.
    pub locals: Vec<(String, Expr)>,
    /// What must hold; at least one.
    pub enforces: Vec<Enforce>,
    /// The operations it was written for; `None` where it does not say.
    pub operations: Option<Vec<PolicyOperation>>,
    /// It takes part unless somebody leaves it out; `false`: only where somebody asks for it.
    pub enabled: bool,
    /// It stands in the place of a built-in one of its label, which is left out: what leaves that out is not meant for it.
    pub replaces: bool,
    /// Other subjects that a finding shall name.
    pub related: Option<Expr>,
    /// The windows that a finding shall draw; those of its subject where it does not say.
    pub windows: Option<Expr>,
    /// `prior_attrs` is asked for somewhere.
    pub uses_prior: bool,
    /// The text it stands in.
    pub source: Source,
    /// The header of the block.
    pub span: Span,
}

/// What a policy means, for people.
#[derive(Debug, Clone, PartialEq)]
pub struct About {
    /// The problem in one line; made from the label where the policy does not say.
    pub title: String,
    /// What happens at run time; may be empty.
    pub why: String,
    /// What to do; may name the subject.
    pub fix: Option<Expr>,
    /// Text to paste into the configuration, as it stands; may name the subject.
    pub paste: Option<Expr>,
    /// How bad it is.
    pub severity: Option<SeveritySetting>,
    /// It runs only where redundancy and monitoring are asked for: with `--audit`, and on a state.
    pub audit: bool,
    /// What it finds happened before the plan, which may well mend it.
    pub past: bool,
    /// All that it asks about is written in the configuration, so that it needs no plan.
    pub configuration: bool,
}

/// `severity` of an `about` block.
#[derive(Debug, Clone, PartialEq)]
pub enum SeveritySetting {
    /// The word stands in the file.
    Fixed(Severity),
    /// It depends on the subject.
    Computed(Expr),
}

impl SeveritySetting {
    /// Every severity it can have, the worst first: the words that its expression names.
    pub fn possible(&self) -> Vec<Severity> {
        match self {
            Self::Fixed(severity) => vec![*severity],
            Self::Computed(expr) => {
                let mut named = Vec::new();
                words(expr, &mut named);
                named.sort_unstable();
                named.dedup();
                named
            }
        }
    }
}

fn words(expr: &Expr, named: &mut Vec<Severity>) {
    named.extend(expr.as_literal_string().and_then(Severity::parse));
    expr.each_child(&mut |child| words(child, named));
}

/// One `enforce` block.
#[derive(Debug, Clone, PartialEq)]
pub struct Enforce {
    /// Must be true.
    pub condition: Expr,
    /// Said when it is not.
    pub error_message: Expr,
    /// Said in any case.
    pub info_message: Option<Expr>,
    /// The header of the block.
    pub span: Span,
}

/// `enforcement_level`.
#[derive(Debug, Clone, PartialEq)]
pub enum LevelSetting {
    /// It does not stand in the file: that of the severity (S1 and S2 `mandatory_overridable`, S3 and S4 `advisory`), and
    /// `mandatory` where there is none.
    BySeverity,
    /// The word stands in the file.
    Fixed(Level),
    /// It is computed, from an `input` for example.
    Computed(Expr),
}

/// What a plan does to a resource, as `operations` and `meta.operation` call it. A replacement is a delete and a create.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PolicyOperation {
    /// `create`.
    Create,
    /// `update`.
    Update,
    /// `delete`.
    Delete,
    /// `no-op`.
    NoOp,
}

impl PolicyOperation {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Create, Self::Update, Self::Delete, Self::NoOp];

    /// The word of the dialect.
    pub fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::NoOp => "no-op",
        }
    }

    /// The operation of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.word() == word)
    }
}

impl Policy {
    /// Gives it another weight.
    pub fn set_level(&mut self, level: Level) {
        self.level = LevelSetting::Fixed(level);
    }

    /// The operations it is evaluated for: what it says, all for an empty list, and everything but `delete` where it
    /// does not say.
    pub fn effective_operations(&self) -> Vec<PolicyOperation> {
        match self.operations.as_deref() {
            None => vec![PolicyOperation::Create, PolicyOperation::Update, PolicyOperation::NoOp],
            Some([]) => PolicyOperation::ALL.to_vec(),
            Some(some) => some.to_vec(),
        }
    }
}
