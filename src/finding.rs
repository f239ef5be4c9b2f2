//! A *finding* is one policy's verdict on one subject that a person should know of: it broke, or it could not be decided.
//! This is the frozen model that every report is made from; whoever renders it knows neither the graph nor the policies.
//! Text in here is raw: a plan is written by whoever opened the pull request, so renderers escape.

mod coverage;
mod routing;
mod shard;

use crate::source::Location;

pub use coverage::{Coverage, Reach};
pub use routing::{Share, Shift, Turn, percent};
pub use shard::{Joined, Shard};

/// What a policy says of a subject. A pass makes no finding; it is only counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// Proved broken.
    Fail,
    /// Not decidable from what was given; the finding says why.
    Unknown,
}

/// How much a policy weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// Blocks, and cannot be waived.
    Mandatory,
    /// Blocks unless waived.
    MandatoryOverridable,
    /// Warns.
    Advisory,
}

/// How bad what a policy finds is, in the terms of whoever is on call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Traffic is lost.
    S1,
    /// The apply stops half-way, or leaves a half-switched system.
    S2,
    /// Worth a look.
    S3,
    /// A remark: for machines, and for people who ask for everything.
    S4,
}

/// What this plan has to do with a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Attribution {
    /// It was not so before.
    Introduced,
    /// It was so before, and more traffic ends dead now.
    Worsened,
    /// It was so before.
    PreExisting,
}

/// What a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Subject {
    /// `route`, `pool`, `member`, `listener`, `rule`, `load_balancer`, `entry`, `resource`, `plan`.
    pub kind: String,
    /// Instance address as Terraform prints it; the literal for what is outside the plan; empty for the plan itself.
    pub address: String,
    /// Path of the attribute that decides, where there is one.
    pub attribute: Option<String>,
    /// Path of the input that has it, where that is another one of the run.
    pub input: Option<String>,
    /// Where its block is written, where a source is at hand.
    pub location: Option<Location>,
}

/// One line of the small tree that shows the way of the traffic, from the entry down to the pool and its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// How far below the first hop it hangs; the first has 0.
    pub depth: usize,
    /// The node's kind, as in [`Subject::kind`].
    pub kind: String,
    /// Address or literal.
    pub address: String,
    /// What to know about it here, such as `weight 80` or `destroyed by this plan`; empty when there is nothing.
    pub note: String,
    /// The traffic ends here.
    pub dead: bool,
    /// Where its block is written, where a source is at hand.
    pub location: Option<Location>,
}

/// A span of the apply in which a route ends nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// `always`, `possible` or `unknown`.
    pub certainty: &'static str,
    /// `emptied`, `cold` or `absent`.
    pub cause: &'static str,
    /// Address of the listener or rule.
    pub route: String,
    /// Address of the pool it leads to then.
    pub pool: Option<String>,
    /// It is still open when the apply ends.
    pub stays: bool,
    /// The steps that matter, in an order in which they come.
    pub steps: Vec<SpanStep>,
}

/// A step of a [`Span`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpanStep {
    /// Instance address.
    pub address: String,
    /// `create`, `update` or `destroy`.
    pub does: &'static str,
    /// What to know about it; may be empty.
    pub note: String,
    /// The route ends nowhere once it is done.
    pub dead: bool,
    /// It is never reached.
    pub skipped: bool,
}

/// A line of a source that a finding points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// The part that is pointed at.
    pub location: Location,
    /// The whole first line of it.
    pub line: String,
    /// What it is, in a few words.
    pub label: String,
}

/// The waiver of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waived {
    /// Why it is right to go on.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The last day it holds.
    pub expires: Option<String>,
    /// Where it is written.
    pub source: Location,
}

/// What came of a waiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaiverState {
    /// It holds for a finding.
    Applied,
    /// Its last day is over.
    Expired,
    /// It fits no finding.
    Unmatched,
    /// Its policy is mandatory.
    Refused,
    /// It says too little.
    Invalid,
}

/// A waiver of a run and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaiverUse {
    /// The policy as it names it.
    pub policy: String,
    /// What it says.
    pub waived: Waived,
    /// What came of it.
    pub state: WaiverState,
    /// Findings that it names.
    pub findings: usize,
    /// What to know where it does nothing; empty where it holds.
    pub note: String,
    /// The change under review adds it or changes what it says; `None` where it is not known what was there before.
    pub added: Option<bool>,
}

/// A part of a condition that decided it, and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clue {
    /// How far below the first part it hangs; the first has 0.
    pub depth: usize,
    /// The part as the policy has it, on one line.
    pub expression: String,
    /// Its value, or in brackets why there is none to show.
    pub value: String,
}

/// One policy's verdict on one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Label of the policy.
    pub policy: String,
    /// The policy in one line, without values: what kind of problem it is.
    pub title: String,
    /// Broken, or not decidable.
    pub verdict: Verdict,
    /// The policy's weight.
    pub level: Level,
    /// How bad it is; `None` where the policy does not say.
    pub severity: Option<Severity>,
    /// Decides the exit code.
    pub blocks: bool,
    /// The waiver that covers it; then it does not block.
    pub waiver: Option<Waived>,
    /// What this plan has to do with it.
    pub attribution: Attribution,
    /// What it is about.
    pub subject: Subject,
    /// Other nodes that take part, such as the pool of a route.
    pub related: Vec<Subject>,
    /// The one sentence to show if only one is shown.
    pub message: String,
    /// What happens at run time; may be empty.
    pub why: String,
    /// What to do; may be empty.
    pub help: String,
    /// Text to paste into the configuration; may be empty.
    pub paste: String,
    /// The spans of the apply in which its routes end nowhere.
    pub windows: Vec<Span>,
    /// Why the verdict is unknown; only then.
    pub reason: Option<String>,
    /// What decided the condition, part by part; empty unless asked for.
    pub values: Vec<Clue>,
    /// The way the traffic takes to the place of the fault.
    pub path: Vec<Hop>,
    /// Read-only commands that would tell what the plan cannot.
    pub live_check: Vec<String>,
    /// Index of the input it was found in.
    pub input: usize,
    /// The place in a source, where one is at hand.
    pub location: Option<Location>,
    /// The lines to show: of the place itself, then of the blocks of the nodes that take part.
    pub snippets: Vec<Snippet>,
    /// Stays the same when lines move or elements of sets change places.
    pub fingerprint: String,
}

/// Something that could not be read or understood, and did not stop the run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// What it is and what it means for the verdict.
    pub message: String,
    /// The place, where there is one.
    pub location: Option<Location>,
    /// The label of a policy of the user's that could not be evaluated: it is broken, and a run without its verdict is no
    /// pass. A built-in one stops only where a plan lacks what every provider writes.
    pub policy: Option<String>,
}

/// What a policy says of a subject whatever the verdict.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Info {
    /// Label of the policy.
    pub policy: String,
    /// The subject; empty for the plan itself.
    pub address: String,
    /// What it says.
    pub message: String,
    /// Index of the input.
    pub input: usize,
}

/// An input as the report's head names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputInfo {
    /// Path as it was given, `-` for standard input.
    pub path: String,
    /// `plan`, `saved_plan`, `state` or `configuration`.
    pub kind: &'static str,
    /// Version that wrote it.
    pub terraform_version: Option<String>,
    /// Where the configuration came from: `directory`, `saved_plan`, `none`.
    pub configuration_source: &'static str,
    /// Path of that configuration.
    pub configuration_path: Option<String>,
    /// Number of modules read from it.
    pub modules: usize,
    /// Facts about the plan itself that a reader wants before any verdict: partial, destroy, refresh-only, without recorded state.
    pub notes: Vec<String>,
    /// `terraform.workspace`, where it is known.
    pub workspace: Option<String>,
    /// What was decided of it.
    pub tally: Tally,
}

/// What was decided of one input, beside its findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Conditions decided: policies × subjects.
    pub evaluations: usize,
    /// Edges of the graph after the apply that could not be followed.
    pub unresolved: usize,
    /// What could not be read or understood.
    pub problems: usize,
}

/// How edges were resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EdgeCounts {
    /// One certain target.
    pub exact: usize,
    /// One of several.
    pub possible: usize,
    /// Unknown target.
    pub unresolved: usize,
}

/// Numbers for the closing line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Policies that took part.
    pub policies: usize,
    /// Conditions decided: policies × subjects.
    pub evaluations: usize,
    /// Of these, passed.
    pub passed: usize,
    /// Of these, broken.
    pub failed: usize,
    /// Of these, not decidable.
    pub unknown: usize,
    /// Of those that are broken or not decidable, waived.
    pub waived: usize,
    /// Findings that block.
    pub blocking: usize,
    /// Edges of the graph after the apply.
    pub edges: EdgeCounts,
}

/// A policy that took part, as reports that list rules name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rule {
    /// Label of the policy.
    pub label: String,
    /// The policy in one line.
    pub title: String,
    /// What happens at run time; may be empty.
    pub why: String,
    /// What to do, without values of a subject; may be empty.
    pub fix: String,
    /// The most it can weigh; `None` where that is computed.
    pub level: Option<Level>,
    /// It is about redundancy or monitoring, and runs where an audit is asked for.
    pub audit: bool,
}

/// All that a report says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// Which part of a run it is of; `None` for a whole one.
    pub shard: Option<Shard>,
    /// What it was joined from.
    pub joined: Option<Joined>,
    /// What was read.
    pub inputs: Vec<InputInfo>,
    /// What was read as evidence only.
    pub neighbours: Vec<InputInfo>,
    /// The policies that took part, each label once, in their order.
    pub rules: Vec<Rule>,
    /// Sorted once: blocking first, then by policy, subject and related nodes.
    pub findings: Vec<Finding>,
    /// Listeners and rules whose routing changes, by input and address.
    pub routing: Vec<Shift>,
    /// Every waiver, by its place.
    pub waivers: Vec<WaiverUse>,
    /// What could not be understood, by input.
    pub problems: Vec<Problem>,
    /// What policies say in any case, by policy and subject.
    pub infos: Vec<Info>,
    /// How many subjects each policy was for, block by block.
    pub coverage: Vec<Coverage>,
    /// The numbers.
    pub summary: Summary,
}

impl Verdict {
    /// The contract's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Unknown => "unknown",
        }
    }
}

impl Level {
    /// The word of the dialect and of the contract.
    pub fn word(self) -> &'static str {
        match self {
            Self::Mandatory => "mandatory",
            Self::MandatoryOverridable => "mandatory_overridable",
            Self::Advisory => "advisory",
        }
    }

    /// The level of a word of the dialect.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Mandatory, Self::MandatoryOverridable, Self::Advisory].into_iter().find(|level| level.word() == word)
    }
}

impl Severity {
    /// All of them, the worst first.
    pub const ALL: [Self; 4] = [Self::S1, Self::S2, Self::S3, Self::S4];

    /// The word of the dialect and of the reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::S1 => "S1",
            Self::S2 => "S2",
            Self::S3 => "S3",
            Self::S4 => "S4",
        }
    }

    /// The severity of a word of the dialect.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.word() == word)
    }

    /// The level of a policy that states no level of its own.
    pub fn level(self) -> Level {
        match self {
            Self::S1 | Self::S2 => Level::MandatoryOverridable,
            Self::S3 | Self::S4 => Level::Advisory,
        }
    }
}

impl WaiverState {
    /// The contract's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Expired => "expired",
            Self::Unmatched => "unmatched",
            Self::Refused => "refused",
            Self::Invalid => "invalid",
        }
    }
}

impl Finding {
    /// Only machines, and people who ask for everything, are shown it.
    pub fn is_remark(&self) -> bool {
        self.severity == Some(Severity::S4) && !self.blocks
    }
}

impl InputInfo {
    /// It is something that will be done, and not what there is.
    pub fn is_plan(&self) -> bool {
        matches!(self.kind, "plan" | "saved_plan")
    }

    /// A plan whose references come from its JSON alone.
    pub fn is_without_configuration(&self) -> bool {
        self.is_plan() && self.configuration_source == "none"
    }
}

impl Attribution {
    /// The contract's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Introduced => "introduced",
            Self::Worsened => "worsened",
            Self::PreExisting => "pre_existing",
        }
    }
}
