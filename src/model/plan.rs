//! A plan: what will be done to which instance, what is there now, and the configuration as far as plan JSON has it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Actions, Address, Body, Configuration, Document, Value};

/// How a plan was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PlanMode {
    /// The ordinary way.
    #[default]
    Normal,
    /// `-destroy`.
    Destroy,
    /// `-refresh-only`: there are no changes, only drift.
    RefreshOnly,
}

/// A plan.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Version of Terraform or OpenTofu that wrote it.
    pub terraform_version: Option<String>,
    /// How it was made.
    pub mode: PlanMode,
    /// Planning stopped at an error; what is missing from it is unknown.
    pub errored: bool,
    /// `complete`; OpenTofu and old Terraform do not say.
    pub complete: Option<bool>,
    /// When it was made, as the plan says it.
    pub timestamp: Option<String>,
    /// Values of the root module's variables.
    pub variables: BTreeMap<String, Value>,
    /// The changes, in the plan's order. An absent list is an empty one.
    pub changes: Vec<Change>,
    /// What was changed outside since the last apply.
    pub drift: Vec<Change>,
    /// Changes put off to a later plan, with the reason.
    pub deferred: Vec<String>,
    /// Every object of the refreshed state: the only place where data sources stand that were read while planning.
    pub prior: Vec<StateObject>,
    /// The configuration's references.
    pub configuration: Configuration,
    /// Attributes that any change was computed from: a superset of what unresolved references can lead to.
    pub relevant: Vec<Relevant>,
    /// Values of root outputs after the apply.
    pub outputs: BTreeMap<String, Value>,
    /// The whole document, for policies that select over it.
    pub document: Document,
}

/// What the plan does to one object: the current one of an instance, or a deposed one.
#[derive(Debug, Clone)]
pub struct Change {
    /// The instance.
    pub address: Arc<Address>,
    /// Key of a deposed object, left over from a replacement that did not finish.
    pub deposed: Option<Arc<str>>,
    /// Where it was before a `moved` block.
    pub previous_address: Option<String>,
    /// What is done.
    pub actions: Actions,
    /// Why, as Terraform says it. For display only.
    pub reason: Option<String>,
    /// The attributes that force a replacement, first steps only.
    pub replaced_by: Vec<String>,
    /// The object is imported by this plan.
    pub importing: bool,
    /// Values now.
    pub before: Body,
    /// Values after the apply.
    pub after: Body,
}

/// An object of the refreshed state.
#[derive(Debug, Clone)]
pub struct StateObject {
    /// The instance.
    pub address: Arc<Address>,
    /// Key of a deposed object.
    pub deposed: Option<Arc<str>>,
    /// Its values.
    pub values: Body,
    /// Addresses of resource blocks, without instance keys, that it was made after, as the state has them.
    pub dependencies: Vec<String>,
}

/// An entry of `relevant_attributes`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relevant {
    /// Resource or instance address, with the keys of modules.
    pub resource: String,
    /// First step of the attribute's path.
    pub attribute: Option<String>,
}
