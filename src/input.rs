//! An *input* is one plan of a run with all that is known of it: what it says, the state it was made on, and the HCL it
//! was made from. The room `read` makes it; everything behind works on it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::Problem;
use crate::model::{Address, Plan, Recorded};
use crate::modules::Tree;
use crate::source::Location;

/// One input of a run with all that is known of it.
#[derive(Debug, Clone)]
pub struct Input {
    /// Path as it was given, `-` for standard input.
    pub path: String,
    /// What it is.
    pub kind: InputKind,
    /// What it says.
    pub plan: Plan,
    /// The recorded state, where a saved plan gave it.
    pub recorded: Option<Recorded>,
    /// Path of the saved plan that gave it.
    pub recorded_from: Option<String>,
    /// The HCL that the plan was made from, where it is at hand. Inputs that share one share the tree.
    pub configuration: Option<Arc<Tree>>,
    /// Where it came from.
    pub configuration_source: ConfigurationSource,
    /// The folder or the saved plan that it was read from, as given.
    pub configuration_path: Option<String>,
    /// Pools that others are known to fill.
    pub external_pools: Vec<ExternalPool>,
    /// What is wrong with the choice of the configuration; what is wrong inside it, the tree says itself.
    pub problems: Vec<Problem>,
    /// What a reader should know of the input before any verdict.
    pub notes: Vec<String>,
    /// Instances of which it is not known whether they are there, or how many, and why.
    pub doubtful: BTreeMap<Arc<Address>, String>,
}

/// A pool that something outside the plan fills.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalPool {
    /// The pool's address, ARN or name; `*` stands for any text.
    pub pattern: String,
    /// Who fills it.
    pub filled_by: String,
    /// Where it is said.
    pub location: Location,
}

impl ExternalPool {
    /// Who fills it and who says so.
    pub fn words(&self) -> String {
        format!("filled by {}, as {}:{} says", self.filled_by, self.location.path, self.location.line)
    }
}

/// Where the HCL of a plan came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ConfigurationSource {
    /// A folder.
    Directory,
    /// The saved plan, which holds the files that were planned.
    SavedPlan,
    /// It is not at hand.
    #[default]
    None,
}

impl ConfigurationSource {
    /// The contract's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::SavedPlan => "saved_plan",
            Self::None => "none",
        }
    }
}

/// What an input is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputKind {
    /// Plan JSON.
    Plan,
    /// The file that `plan -out` writes.
    SavedPlan,
    /// State JSON: what there is now, and nothing that will be done.
    State,
    /// A folder without any plan: what is written, and nothing of what there is.
    Configuration,
}

impl InputKind {
    /// Redundancy and monitoring are judged without being asked for: there is no change that would be drowned in it.
    pub fn is_audited(self) -> bool {
        match self {
            Self::Plan | Self::SavedPlan | Self::Configuration => false,
            Self::State => true,
        }
    }

    /// The contract's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::SavedPlan => "saved_plan",
            Self::State => "state",
            Self::Configuration => "configuration",
        }
    }

    /// There is nothing before it that a fault could have been met in.
    pub fn has_before(self) -> bool {
        matches!(self, Self::Plan | Self::SavedPlan)
    }
}

impl Input {
    /// A plan with nothing beside it.
    pub fn alone(path: &str, kind: InputKind, plan: Plan) -> Self {
        Self {
            path: path.to_owned(),
            kind,
            plan,
            recorded: None,
            recorded_from: None,
            configuration: None,
            configuration_source: ConfigurationSource::None,
            configuration_path: None,
            external_pools: Vec::new(),
            problems: Vec::new(),
            notes: Vec::new(),
            doubtful: BTreeMap::new(),
        }
    }
}
