//! What a plan does to an instance. The order of the words is kept: it is the only place of plan JSON in which
//! `create_before_destroy` can be seen.

use std::fmt;
use std::sync::Arc;

/// The `actions` array of a change, as the plan has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actions {
    words: Words,
    operation: Operation,
}

/// Nearly all of the many arrays of a plan are one of these.
const KNOWN: [&[&str]; 10] = [
    &["no-op"],
    &["create"],
    &["update"],
    &["delete"],
    &["read"],
    &["delete", "create"],
    &["create", "delete"],
    &["forget"],
    &["create", "forget"],
    &["forget", "create"],
];

#[derive(Debug, Clone, PartialEq, Eq)]
enum Words {
    Known(&'static [&'static str]),
    Other(Arc<[String]>),
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
    pub fn new<'w>(words: impl Iterator<Item = &'w str> + Clone) -> Self {
        let known = KNOWN.into_iter().find(|known| words.clone().eq(known.iter().copied()));
        let words = match known {
            Some(known) => Words::Known(known),
            None => Words::Other(words.map(str::to_owned).collect()),
        };
        Self { operation: words.operation(), words }
    }

    /// The array of one word that every Terraform writes.
    pub fn of(operation: Operation) -> Self {
        Self::new([operation.word()].into_iter())
    }

    /// The words, in the plan's order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter()
    }

    /// Nothing is said of the object.
    pub fn is_empty(&self) -> bool {
        self.words().next().is_none()
    }

    fn has(&self, word: &str) -> bool {
        self.words.has(word)
    }

    fn first_is(&self, word: &str) -> bool {
        self.words().next() == Some(word)
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

    /// An object is left under this address after the apply: what is only dropped lives on, and under no address.
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
        self.operation
    }
}

impl Default for Actions {
    fn default() -> Self {
        Self::new([].into_iter())
    }
}

impl Words {
    fn iter(&self) -> impl Iterator<Item = &str> {
        let (known, other): (&[&str], &[String]) = match self {
            Self::Known(known) => (known, &[]),
            Self::Other(other) => (&[], other),
        };
        known.iter().copied().chain(other.iter().map(String::as_str))
    }

    fn has(&self, word: &str) -> bool {
        self.iter().any(|have| have == word)
    }

    fn operation(&self) -> Operation {
        let (creates, destroys) = (self.has("create"), self.has("delete"));
        match (creates, destroys || self.has("forget")) {
            (true, true) => Operation::Replace,
            (true, false) => Operation::Create,
            (false, true) if destroys => Operation::Delete,
            (false, true) => Operation::Forget,
            (false, false) if self.has("update") => Operation::Update,
            (false, false) if self.has("read") => Operation::Read,
            (false, false) if self.has("no-op") || self.iter().next().is_none() => Operation::NoOp,
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
            let actions = Actions::new(words.iter().copied());
            assert_eq!(actions.operation(), operation, "{words:?}");
            assert_eq!(actions.leaves_object(), stays, "{words:?}");
            assert!(actions.words().eq(words.iter().copied()), "{words:?}");
        }
        let newer = Actions::new(["renew", "read"].into_iter());
        assert_eq!((newer.words().collect::<Vec<_>>(), newer.operation()), (vec!["renew", "read"], Operation::Read));
        assert_eq!(Actions::new(["renew"].into_iter()).operation(), Operation::Update);
        assert!(Actions::default().is_empty() && Actions::default().operation() == Operation::NoOp);
    }
}
