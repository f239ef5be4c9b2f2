//! A *group* is findings that are shown under one header: unknown ones of one policy with one reason, which would
//! otherwise say the same thing on page after page. All others stand alone.

use std::collections::BTreeMap;

use crate::finding::{Finding, Verdict};

/// `findings` in the order in which they are shown: what blocks, then what is unknown, then advice.
pub(super) fn groups(findings: Vec<&Finding>) -> Vec<Vec<&Finding>> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    let mut known: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    for finding in findings {
        let fresh = groups.len();
        let place = key(finding).map_or(fresh, |key| *known.entry(key).or_insert(fresh));
        match groups.get_mut(place) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    // Stable, so that within a rank the report's own order stays.
    groups.sort_by_key(|group| group.first().map(|finding| rank(finding)));
    groups
}

type Key<'a> = (&'a str, Option<&'a str>, bool);

fn key(finding: &Finding) -> Option<Key<'_>> {
    (finding.verdict == Verdict::Unknown && finding.waiver.is_none()).then_some((
        finding.policy.as_str(),
        finding.reason.as_deref(),
        finding.blocks,
    ))
}

fn rank(finding: &Finding) -> u8 {
    match (finding.blocks, finding.verdict) {
        _ if finding.waiver.is_some() => 3,
        (true, _) => 0,
        (false, Verdict::Unknown) => 1,
        (false, Verdict::Fail) => 2,
    }
}
