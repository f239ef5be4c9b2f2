//! What a plan does to an instance. The order of the words is kept: it is the only place of plan JSON in which
//! `create_before_destroy` can be seen.

use std::fmt;

/// The `actions` array of a change, as the plan has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Actions {
    words: Vec<String>,
}

/// An [`Actions`] array in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operation {
    /// Made by this plan.
    Create,
    /// Changed in place.
    Update,
    /// Destroyed.
    Delete,
    /// Destroyed and made anew, in either order; the old object may be forgotten instead of destroyed.
    Replace,
    /// Left as it is.
    NoOp,
    /// Dropped from the state, not destroyed.
    Forget,
    /// A data source read during the apply.
    Read,
}

impl Operation {
    /// The word contracts and policies use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Replace => "replace",
            Self::NoOp => "no-op",
            Self::Forget => "forget",
            Self::Read => "read",
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl Actions {
    /// The array's words, in its order. An unknown word is kept: a newer Terraform may have more.
    pub fn new(words: Vec<String>) -> Self {
        Self { words }
    }

    /// The words, in the plan's order.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    fn has(&self, word: &str) -> bool {
        self.words.iter().any(|have| have == word)
    }

    fn first_is(&self, word: &str) -> bool {
        self.words.first().is_some_and(|first| first == word)
    }

    /// The object that exists now will be destroyed.
    pub fn destroys(&self) -> bool {
        self.has("delete")
    }

    /// A new object will be made.
    pub fn creates(&self) -> bool {
        self.has("create")
    }

    /// The object that exists now will live on outside the state.
    pub fn forgets(&self) -> bool {
        self.has("forget")
    }

    /// An object is left under this address after the apply.
    pub fn leaves_object(&self) -> bool {
        self.creates() || !(self.destroys() || self.forgets())
    }

    /// A replacement that destroys the old object before it makes the new one.
    pub fn destroys_first(&self) -> bool {
        self.creates() && self.destroys() && self.first_is("delete")
    }

    /// A replacement that makes the new object before it destroys the old one.
    pub fn creates_first(&self) -> bool {
        self.creates() && self.destroys() && self.first_is("create")
    }

    /// The whole array in one word. An array of words that nobody knows counts as an update: it is looked at.
    pub fn operation(&self) -> Operation {
        match (self.creates(), self.destroys() || self.forgets()) {
            (true, true) => Operation::Replace,
            (true, false) => Operation::Create,
            (false, true) if self.destroys() => Operation::Delete,
            (false, true) => Operation::Forget,
            (false, false) if self.has("update") => Operation::Update,
            (false, false) if self.has("read") => Operation::Read,
            (false, false) if self.has("no-op") || self.words.is_empty() => Operation::NoOp,
            (false, false) => Operation::Update,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_array_terraform_and_opentofu_write() {
        let table: [(&[&str], Operation, bool); 10] = [
            (&["no-op"], Operation::NoOp, true),
            (&["create"], Operation::Create, true),
            (&["read"], Operation::Read, true),
            (&["update"], Operation::Update, true),
            (&["delete"], Operation::Delete, false),
            (&["forget"], Operation::Forget, false),
            (&["delete", "create"], Operation::Replace, true),
            (&["create", "delete"], Operation::Replace, true),
            (&["create", "forget"], Operation::Replace, true),
            (&["forget", "create"], Operation::Replace, true),
        ];
        for (words, operation, stays) in table {
            let actions = Actions::new(words.iter().map(|w| (*w).to_owned()).collect());
            assert_eq!(actions.operation(), operation, "{words:?}");
            assert_eq!(actions.leaves_object(), stays, "{words:?}");
        }
    }
}
