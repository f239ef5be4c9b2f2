//! *Coverage*: how many subjects of a plan a policy was for, and where those were left that it was not for. A policy that
//! is for none says nothing, and that may be a typing error.

use std::collections::BTreeSet;

use crate::eval::did_you_mean;
use crate::finding::{Coverage, Reach};
use crate::model::{Mode, fits};
use crate::policy::{Policy, PolicySubject};

use super::stage::Stage;
use super::{configured, subjects};

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
    let names: Vec<String> = match &policy.subject {
        PolicySubject::Graph { class } => {
            let of = subjects::of_class(&stage.graph, class).len();
            return Seen { of, fitting: of, considered, matched, near: None };
        }
        PolicySubject::Plan { .. } => {
            return Seen { of: considered, fitting: considered, considered, matched, near: None };
        }
        PolicySubject::Resource { .. } => {
            let changes = stage.input.plan.changes.iter();
            let managed = changes.filter(|change| change.address.mode == Mode::Managed && change.deposed.is_none());
            managed.map(|change| change.address.type_.to_string()).collect()
        }
        PolicySubject::Module { .. } => configured::sources(stage),
        PolicySubject::Provider { .. } => configured::names(stage),
    };
    let pattern = policy.subject.pattern();
    let fitting = names.iter().filter(|name| fits(pattern, name)).count();
    let different = || names.iter().map(String::as_str).collect::<BTreeSet<_>>();
    let near = (fitting == 0).then(|| did_you_mean(pattern, different())).flatten();
    Seen { of: names.len(), fitting, considered, matched, near: near.map(|near| near.to_owned()) }
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
