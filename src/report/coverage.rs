//! Policies of a user that were for nothing, in words.

use super::words::kind;
use crate::finding::{Coverage, Report};

/// One line for each label that matched nothing at all.
pub(super) fn idle(report: &Report) -> Vec<String> {
    let matched = |label: &str| report.coverage.iter().any(|one| one.policy == label && one.matched > 0);
    let mut told: Vec<&str> = Vec::new();
    let mut lines = Vec::new();
    for one in report.coverage.iter().filter(|one| !one.built_in) {
        if !matched(&one.policy) && !told.contains(&one.policy.as_str()) {
            told.push(&one.policy);
            lines.push(line(one));
        }
    }
    lines
}

fn line(one: &Coverage) -> String {
    let Coverage { policy, matched, of, why, .. } = one;
    let what = match (one.subject.as_str(), of) {
        ("entry", 1) => "entry".to_owned(),
        ("entry", _) => "entries".to_owned(),
        ("plan", _) => return format!("the policy {policy} matched nothing: {why}."),
        (subject, 1) => kind(subject),
        (subject, _) => format!("{}s", kind(subject)),
    };
    let why = if why.is_empty() { String::new() } else { format!(": {why}") };
    let end = if why.ends_with('?') { "" } else { "." };
    format!("the policy {policy} matched {matched} of {of} {what}{why}{end}")
}
