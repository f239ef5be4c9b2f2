//! *Coverage*: how many subjects a policy was for, with the numbers that say why it was for none.

/// How many subjects a policy was for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Coverage {
    /// Label of the policy.
    pub policy: String,
    /// It is one of poolproof's own.
    pub built_in: bool,
    /// The kind of its subjects, as in [`crate::finding::Subject::kind`].
    pub subject: String,
    /// How many it was evaluated for.
    pub matched: usize,
    /// How many there are of its kind.
    pub of: usize,
    /// Why it was for none; empty where it was for some, or where there are none.
    pub why: String,
    /// Subjects whose type, source or name fits.
    pub fitting: usize,
    /// Of these, the ones to which something is done that it is for.
    pub considered: usize,
    /// What nearly fits, where nothing does.
    pub near: Option<String>,
    /// What it is for.
    pub reach: Reach,
    /// Its place among all policies of the run: one label may have several blocks.
    pub block: usize,
}

/// What a policy is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Reach {
    /// The plan itself, by a path through its JSON.
    pub selects: bool,
    /// `type`, `source` or `name`.
    pub what: String,
    /// The pattern that it has to fit.
    pub pattern: String,
    /// The operations that it is for, in a list.
    pub operations: String,
}

impl Coverage {
    /// The coverage of the same policy over the inputs of both.
    pub fn and(mut self, other: &Self) -> Self {
        self.matched += other.matched;
        self.of += other.of;
        self.fitting += other.fitting;
        self.considered += other.considered;
        self.near = self.near.into_iter().chain(other.near.clone()).min();
        self.explained()
    }

    /// With the words for its numbers.
    pub fn explained(mut self) -> Self {
        let Reach { selects, what, pattern, operations } = &self.reach;
        self.why = match (self.matched, self.considered, self.fitting) {
            (1.., _, _) => String::new(),
            (0, 1.., _) => format!("its filter leaves out {}", all(self.considered)),
            _ if *selects => "its `select` finds nothing".to_owned(),
            (0, 0, 1..) => format!("nothing is done to {} that it is for ({operations})", all(self.fitting)),
            _ if self.of == 0 => String::new(),
            _ => match &self.near {
                Some(near) => format!("no {what} fits `{pattern}`; did you mean `{near}`?"),
                None => format!("no {what} fits `{pattern}`"),
            },
        };
        self
    }
}

fn all(number: usize) -> String {
    if number == 1 { "the one that fits".to_owned() } else { format!("all {number} that fit") }
}
