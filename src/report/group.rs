//! A *group* is findings that are shown under one header, because they say the same thing again and again: those of one
//! policy that do not block, and, where there would be a page of them, those that differ in their reason or have a time of
//! their own in the apply, all that is open for want of the configuration and all that an audit adds. What blocks stands
//! alone.

use std::collections::{BTreeMap, BTreeSet};

use super::words::{count, list, name};
use crate::finding::{Finding, InputInfo, Report, Verdict};

/// So many headers that do not block are read; where there are more, what is open for one want is folded into one line.
const HEADERS: usize = 3;

/// Why findings stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bond {
    /// They are of one policy, or there is only one.
    Policy,
    /// They are open, and the configuration of the plan may decide them.
    Configuration,
    /// They are of redundancy and monitoring, which an audit asks for.
    Audit,
}

/// Findings under one header; at least one.
#[derive(Debug)]
pub(super) struct Group<'r> {
    pub(super) bond: Bond,
    pub(super) findings: Vec<&'r Finding>,
}

/// `findings` in the order in which they are shown: what blocks, then what is unknown, then advice.
pub(super) fn groups<'r>(report: &'r Report, findings: Vec<&'r Finding>, unfold: bool) -> Vec<Group<'r>> {
    let (audit, others) = findings.into_iter().partition(|finding| !unfold && is_audit(report, finding));
    let mut groups = by_policy(others);
    let is_open = |group: &Group<'_>| group.findings.iter().all(|finding| wants_configuration(report, finding));
    let open = groups.iter().filter(|group| is_open(group)).count();
    if !unfold && is_long(&groups) && open > 1 {
        let (open, closed): (Vec<_>, Vec<_>) = groups.into_iter().partition(is_open);
        let findings = open.into_iter().flat_map(|group| group.findings).collect();
        groups = closed;
        groups.push(Group { bond: Bond::Configuration, findings });
    }
    if !unfold && is_long(&groups) {
        groups = in_one_each(groups);
    }
    if !audit.is_empty() {
        groups.push(Group { bond: Bond::Audit, findings: audit });
    }
    // Stable, so that within a rank the report's own order stays.
    groups.sort_by_key(|group| group.findings.first().map(|finding| rank(finding)));
    groups
}

fn by_policy(findings: Vec<&Finding>) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut known: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    for finding in findings {
        let fresh = groups.len();
        let place = key(finding).map_or(fresh, |key| *known.entry(key).or_insert(fresh));
        match groups.get_mut(place) {
            Some(group) => group.findings.push(finding),
            None => groups.push(Group { bond: Bond::Policy, findings: vec![finding] }),
        }
    }
    groups
}

/// There are more headers that do not block than are read.
fn is_long(groups: &[Group<'_>]) -> bool {
    groups.iter().filter(|group| !group.findings.iter().any(|finding| finding.blocks)).count() > HEADERS
}

/// Of what does not block, one group for each policy and verdict, whatever the reasons.
fn in_one_each(groups: Vec<Group<'_>>) -> Vec<Group<'_>> {
    let mut merged: Vec<Group<'_>> = Vec::new();
    let mut known: BTreeMap<(&str, u8, bool), usize> = BTreeMap::new();
    for group in groups {
        let stays = |finding: &&Finding| finding.blocks || finding.waiver.is_some() || group.bond != Bond::Policy;
        let first = group.findings.first().copied().filter(|finding| !stays(finding));
        let fresh = merged.len();
        let place =
            first.map_or(fresh, |first| *known.entry((&first.policy, rank(first), first.is_remark())).or_insert(fresh));
        match merged.get_mut(place) {
            Some(have) => have.findings.extend(group.findings),
            None => merged.push(group),
        }
    }
    merged
}

/// Policy, reason, whether it blocks, whether it is a remark.
type Key<'a> = (&'a str, Option<&'a str>, bool, bool);

/// By what a finding stands with others. A fault has an effect of its own, and so has what shows the time of an apply.
fn key(finding: &Finding) -> Option<Key<'_>> {
    let alone = finding.verdict == Verdict::Fail && (finding.blocks || !finding.windows.is_empty());
    (!alone && finding.waiver.is_none()).then_some((
        finding.policy.as_str(),
        finding.reason.as_deref(),
        finding.blocks,
        finding.is_remark(),
    ))
}

/// It is open, and was looked for without the configuration. What only a look at the cloud can tell is not among them.
fn wants_configuration(report: &Report, finding: &Finding) -> bool {
    let is_open = finding.verdict == Verdict::Unknown && !finding.blocks && finding.waiver.is_none();
    let bare = || report.inputs.get(finding.input).is_some_and(InputInfo::is_without_configuration);
    is_open && finding.live_check.is_empty() && !finding.is_remark() && bare()
}

fn is_audit(report: &Report, finding: &Finding) -> bool {
    let of_plan = || report.inputs.get(finding.input).is_some_and(InputInfo::is_plan);
    let asked = || report.rules.iter().any(|rule| rule.audit && rule.label == finding.policy);
    !finding.blocks && finding.waiver.is_none() && of_plan() && asked()
}

fn rank(finding: &Finding) -> u8 {
    match (finding.blocks, finding.verdict) {
        _ if finding.waiver.is_some() => 3,
        (true, _) => 0,
        (false, Verdict::Unknown) => 1,
        (false, Verdict::Fail) => 2,
    }
}

/// The reasons of findings, each once.
pub(super) fn reasons<'f>(findings: &[&'f Finding]) -> Vec<&'f str> {
    let mut known = BTreeSet::new();
    let all = findings.iter().filter_map(|finding| finding.reason.as_deref());
    all.filter(|reason| !reason.trim().is_empty() && known.insert(*reason)).collect()
}

impl Group<'_> {
    /// What is said of findings of several policies, in a line; `None` where they are of one.
    pub(super) fn line(&self) -> Option<String> {
        let checks = count(self.findings.len(), "check");
        let policies = list(&self.policies());
        match self.bond {
            Bond::Policy => None,
            Bond::Configuration => Some(format!(
                "{checks} are open that the configuration of the plan may decide: {policies}. Add --config with its folder, or \
                 with the saved plan"
            )),
            Bond::Audit => Some(format!(
                "{checks} of redundancy and monitoring ask for a look at {}: {policies}. poolproof explain POLICY says more",
                list(&self.addresses())
            )),
        }
    }

    /// Its policies, each with the number of its findings where there are several.
    fn policies(&self) -> Vec<String> {
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        self.findings.iter().for_each(|finding| *numbers.entry(&finding.policy).or_default() += 1);
        let worded = |(policy, number)| match number {
            1 => name(policy),
            _ => format!("{} ({number})", name(policy)),
        };
        numbers.into_iter().map(worded).collect()
    }

    fn addresses(&self) -> Vec<String> {
        let all: BTreeSet<&str> = self.findings.iter().map(|finding| finding.subject.address.as_str()).collect();
        let mut names: Vec<String> = all.iter().take(HEADERS).map(|address| name(address)).collect();
        if all.len() > HEADERS {
            names.push(format!("{} more", all.len() - HEADERS));
        }
        names
    }
}
