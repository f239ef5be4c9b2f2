//! A *node* of the traffic graph: an object, or a literal that names one.

use std::sync::Arc;

use crate::model::{Actions, Address, Operation, Value};
use crate::source::Place;

use super::kinds::{self, Kind};
use super::{NodeKind, Side};

/// Where a node of another input of the run stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// Path of the input.
    pub input: Arc<str>,
    /// Its address there, or the literal.
    pub address: String,
}

/// A node.
#[derive(Debug, Clone)]
pub struct Node<'p> {
    /// What it is.
    pub kind: NodeKind,
    /// Its instance in this input; `None` for a literal, and for what another input of the run has: the same address
    /// may stand in several of them.
    pub address: Option<Arc<Address>>,
    /// The other input that has it.
    pub home: Option<Home>,
    /// Address as Terraform prints it, with the input that has it where that is another one; or the literal.
    pub name: String,
    /// Resource type; empty for a literal.
    pub type_: Arc<str>,
    /// Key of a deposed object.
    pub deposed: Option<Arc<str>>,
    /// A resource of this state, not a data source and not a literal.
    pub managed: bool,
    /// What the plan does to it.
    pub actions: Actions,
    /// Its values before.
    pub before: Option<&'p Value>,
    /// Its values after.
    pub after: Option<&'p Value>,
    /// Where its block is written.
    pub place: Option<Place>,
    /// What its `lifecycle` says to leave as it is, where the configuration is at hand.
    pub ignored_changes: Vec<String>,
    /// Its configuration is at hand; plan JSON has no `lifecycle`.
    pub is_configured: bool,
    /// Its `lifecycle` forbids to destroy it, where the configuration is at hand.
    pub prevents_destroy: bool,
    pub(crate) row: Option<&'p Kind>,
}

impl Node<'_> {
    /// What the plan does, in one word. A data source that is not read again stays as it is.
    pub fn operation(&self) -> Operation {
        self.actions.operation()
    }

    /// Its values on a side; none where it does not exist there.
    pub fn values(&self, side: Side) -> Option<&Value> {
        match side {
            Side::Before => self.before,
            Side::After => self.after,
        }
    }

    /// Its lifecycle says to leave an attribute as it is.
    pub fn leaves(&self, attribute: &str) -> bool {
        self.ignored_changes.iter().any(|name| name == attribute || name == "all")
    }

    /// It exists on a side. What no input of the run has is there on both.
    pub fn exists(&self, side: Side) -> bool {
        self.is_literal() || self.values(side).is_some()
    }

    /// Nothing is known of it but what names it.
    pub fn is_literal(&self) -> bool {
        self.row.is_none()
    }

    /// It is known from a configuration alone, and nothing says what is done to it.
    pub fn is_only_written(&self) -> bool {
        !self.is_literal() && self.actions.is_empty()
    }

    /// Another input of the run has it.
    pub fn is_foreign(&self) -> bool {
        self.home.is_some()
    }

    /// Its address in the input that has it.
    pub fn plain_name(&self) -> &str {
        self.home.as_ref().map_or(&self.name, |home| &home.address)
    }

    /// The service it is part of, in a word; empty for a literal.
    pub fn service(&self) -> &str {
        self.row.map_or("", |row| &row.service)
    }

    /// It is a service that runs tasks.
    pub fn runs_tasks(&self) -> bool {
        self.row.is_some_and(|row| row.capacity == kinds::Capacity::Tasks)
    }

    /// The plan drops it from the state, and it lives on with nobody to manage it.
    pub fn is_forgotten(&self) -> bool {
        self.operation() == Operation::Forget && self.after.is_some()
    }

    /// The object under this address is destroyed and another one made.
    pub fn is_replaced(&self) -> bool {
        self.operation() == Operation::Replace
    }
}
