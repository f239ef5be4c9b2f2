//! A *shard* is one of the parts that a run of many inputs is split into, so that several machines share the work. Its
//! report has what it takes to join the reports of all parts into the one that a single run would have made.

use std::collections::BTreeSet;

/// Which part of a run a report is of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shard {
    /// Counted from 1.
    pub number: usize,
    /// How many parts there are.
    pub of: usize,
    /// How many inputs the whole run has.
    pub inputs: usize,
    /// Tells the list of these inputs from any other.
    pub list: String,
    /// The inputs of the other parts were read too, as evidence.
    pub one_world: bool,
    /// What a verdict depends on beside the inputs: what it is called, and its value or a digest of it.
    pub settings: Vec<(String, String)>,
    /// The place of each input of this part in the whole run.
    pub positions: Vec<usize>,
    /// The place in this part of the input that each problem belongs to.
    pub problems: Vec<usize>,
    /// What is said here of objects of other inputs: the path of the input, and the fingerprint of the finding.
    pub told: BTreeSet<(String, String)>,
}

/// What a report was joined from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Joined {
    /// How many parts there were.
    pub shards: usize,
    /// The inputs of all parts were held against each other.
    pub one_world: bool,
}

impl Shard {
    /// What a reader has to know before any verdict.
    pub fn words(&self, own: usize) -> String {
        let Self { number, of, inputs, one_world, .. } = self;
        let what = format!("This is part {number} of {of} of a run: it has {own} of {inputs} inputs");
        match (one_world, own == *inputs) {
            (_, true) => format!("{what}."),
            (true, _) => format!("{what}, and the others were read as evidence."),
            (false, _) => format!(
                "{what}, and was judged without the others: what a state in another part does to these, or they to it, is \
                 not seen (--with adds it)."
            ),
        }
    }
}

impl Joined {
    /// What a reader has to know before any verdict.
    pub fn words(&self) -> Option<String> {
        let shards = self.shards;
        (!self.one_world && shards > 1).then(|| {
            format!(
                "This report was joined from {shards} parts that were each judged without the others: what a state in one \
                 part does to one in another is not seen (--with adds it)."
            )
        })
    }
}
