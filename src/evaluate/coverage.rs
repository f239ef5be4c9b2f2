//! *Coverage*: how many subjects of a plan a policy was for, and where those were left that it was not for. A policy that
//! is for none says nothing, and that may be a typing error.

use std::collections::BTreeMap;

use crate::eval::did_you_mean;
use crate::finding::{Coverage, Reach};
use crate::model::fits;
use crate::policy::{Policy, PolicySubject};

use super::configured;
use super::stage::Stage;

/// What a policy saw of one input.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen {
    /// Subjects of its kind.
    pub of: usize,
    /// Of these, the ones whose type, source or name fits.
    pub fitting: usize,
    /// Of these, the ones to which something is done that it is for.
    pub considered: usize,
    /// Of these, the ones that its filter lets through.
    pub matched: usize,
    /// What nearly fits, where nothing does.
    pub near: Option<String>,
}

/// What a policy saw of a stage, apart from its filter.
pub(super) fn seen(stage: &Stage<'_>, policy: &Policy, considered: usize, matched: usize) -> Seen {
    let names: BTreeMap<String, usize> = match &policy.subject {
        PolicySubject::Graph { class } => {
            let of = stage.of_class(class).len();
            return Seen { of, fitting: of, considered, matched, near: None };
        }
        PolicySubject::Plan { .. } => {
            return Seen { of: considered, fitting: considered, considered, matched, near: None };
        }
        PolicySubject::Resource { .. } => {
            stage.managed().iter().map(|(type_, changes)| (type_.to_string(), changes.len())).collect()
        }
        PolicySubject::Module { .. } => counted(configured::sources(stage)),
        PolicySubject::Provider { .. } => counted(configured::names(stage)),
    };
    let pattern = policy.subject.pattern();
    let fitting = names.iter().filter(|(name, _)| fits(pattern, name)).map(|(_, count)| count).sum();
    let near = (fitting == 0).then(|| did_you_mean(pattern, names.keys().map(String::as_str))).flatten();
    Seen { of: names.values().sum(), fitting, considered, matched, near: near.map(|near| near.to_owned()) }
}

fn counted(names: Vec<String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    names.into_iter().for_each(|name| *counts.entry(name).or_default() += 1);
    counts
}

/// The same over several inputs, in words where nothing matched. `block` is the place of the policy among all.
pub fn coverage(policy: &Policy, built_in: bool, block: usize, seen: &[&Seen]) -> Coverage {
    let sum = |part: fn(&Seen) -> usize| seen.iter().map(|seen| part(seen)).sum::<usize>();
    let what = match policy.subject {
        PolicySubject::Module { .. } => "source",
        PolicySubject::Provider { .. } => "name",
        _ => "type",
    };
    let operations = policy.effective_operations();
    let words: Vec<&str> = operations.iter().map(|operation| operation.word()).collect();
    let reach = Reach {
        selects: matches!(policy.subject, PolicySubject::Plan { .. }),
        what: what.to_owned(),
        pattern: policy.subject.pattern().to_owned(),
        operations: words.join(", "),
    };
    let coverage = Coverage {
        policy: policy.label.clone(),
        built_in,
        subject: policy.subject.word().to_owned(),
        matched: sum(|seen| seen.matched),
        of: sum(|seen| seen.of),
        why: String::new(),
        fitting: sum(|seen| seen.fitting),
        considered: sum(|seen| seen.considered),
        near: seen.iter().filter_map(|seen| seen.near.clone()).min(),
        reach,
        block,
    };
    coverage.explained()
}
