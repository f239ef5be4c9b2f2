//! *Coverage*: how many subjects of a plan a policy was for, and where those were left that it was not for. A policy that
//! is for none says nothing, and that may be a typing error.

use crate::eval::did_you_mean;
use crate::finding::Coverage;
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
    let near = (fitting == 0).then(|| did_you_mean(pattern, names.iter().map(String::as_str))).flatten();
    Seen { of: names.len(), fitting, considered, matched, near: near.map(|near| near.to_owned()) }
}

/// The same over several inputs, in words where nothing matched.
pub fn coverage(policy: &Policy, built_in: bool, seen: &[&Seen]) -> Coverage {
    let sum = |part: fn(&Seen) -> usize| seen.iter().map(|seen| part(seen)).sum::<usize>();
    let [of, fitting, considered, matched] =
        [sum(|seen| seen.of), sum(|seen| seen.fitting), sum(|seen| seen.considered), sum(|seen| seen.matched)];
    let subject = policy.subject.word().to_owned();
    let pattern = policy.subject.pattern();
    let what = match policy.subject {
        PolicySubject::Module { .. } => "source",
        PolicySubject::Provider { .. } => "name",
        _ => "type",
    };
    let near = seen.iter().find_map(|seen| seen.near.as_deref());
    let why = match (&policy.subject, matched, considered, fitting) {
        (_, 1.., _, _) => String::new(),
        (_, 0, 1.., _) => format!("its filter leaves out {}", all(considered)),
        (PolicySubject::Plan { .. }, ..) => "its `select` finds nothing".to_owned(),
        (_, 0, 0, 1..) => {
            let operations = policy.effective_operations();
            let words: Vec<&str> = operations.iter().map(|operation| operation.word()).collect();
            format!("nothing is done to {} that it is for ({})", all(fitting), words.join(", "))
        }
        _ if of == 0 => String::new(),
        _ => match near {
            Some(near) => format!("no {what} fits `{pattern}`; did you mean `{near}`?"),
            None => format!("no {what} fits `{pattern}`"),
        },
    };
    Coverage { policy: policy.label.clone(), built_in, subject, matched, of, why }
}

fn all(number: usize) -> String {
    if number == 1 { "the one that fits".to_owned() } else { format!("all {number} that fit") }
}
