//! The *closing* is the end of a report: what comes of it, and the numbers. People read it first and tools search it.
//!
//! Where nothing blocks, the word "fail" must not stand here in any form: Atlantis searches its logs for it.
//! Nor does it promise more than was proved: what is unknown, or could not be read, is named in the same sentence.

use std::collections::BTreeSet;

use super::words::{count, list};
use crate::finding::{Attribution, EdgeCounts, Finding, Report, Verdict};

/// Whether anything blocks.
pub(super) fn blocked(report: &Report) -> bool {
    report.findings.iter().any(|finding| finding.blocks)
}

/// What a report of a part of a run, or one that was joined, says of that.
pub(super) fn parts(report: &Report) -> Vec<String> {
    let shard = report.shard.as_ref().map(|shard| shard.words(report.inputs.len()));
    let joined = report.joined.and_then(|joined| joined.words());
    shard.into_iter().chain(joined).collect()
}

/// Was there before, and doesn't block: counted only, unless all is asked for.
pub(super) fn only_counted(finding: &Finding) -> bool {
    !finding.blocks && finding.attribution == Attribution::PreExisting
}

/// What comes of the run, in a sentence or two. `hint`: whether there is more to list.
pub(super) fn verdict(report: &Report, hint: bool) -> String {
    let first = if blocked(report) { blocking(report) } else { nothing_blocks(report) };
    let also = also(report, hint);
    if also.is_empty() {
        return first;
    }
    format!("{first} Also: {}.", list(&also))
}

/// The numbers: of checks, and of the connections that they rest on.
pub(super) fn numbers(report: &Report) -> [String; 2] {
    let summary = report.summary;
    let mut checks = vec![format!("{} hold", summary.passed)];
    checks.extend(above_zero(&[
        (summary.failed, "broken"),
        (summary.unknown, "not proven"),
        (summary.waived, "waived"),
    ]));
    let checks = match summary.passed == summary.evaluations {
        true => String::new(),
        false => format!(": {}", checks.join(", ")),
    };
    let evaluations = count(summary.evaluations, "check");
    [format!("{}, {evaluations}{checks}.", policies(summary.policies)), connections(summary.edges)]
}

fn connections(edges: EdgeCounts) -> String {
    let all = edges.exact + edges.possible + edges.unresolved;
    let mut parts = vec![format!("{} exact", edges.exact)];
    parts.extend(above_zero(&[(edges.possible, "possible"), (edges.unresolved, "unresolved")]));
    match all {
        0 => "No connections.".to_owned(),
        1 if edges.exact == 1 => "1 connection, exact.".to_owned(),
        _ if all == edges.exact => format!("{all} connections, all exact."),
        _ => format!("{}: {}.", count(all, "connection"), parts.join(", ")),
    }
}

fn above_zero(numbers: &[(usize, &str)]) -> Vec<String> {
    let numbers = numbers.iter().filter(|(number, _)| *number > 0);
    numbers.map(|(number, word)| format!("{number} {word}")).collect()
}

fn policies(number: usize) -> String {
    match number {
        1 => "1 policy".to_owned(),
        _ => format!("{number} policies"),
    }
}

fn blocking(report: &Report) -> String {
    let blocking = || report.findings.iter().filter(|finding| finding.blocks);
    let labels: BTreeSet<&str> = blocking().map(|finding| finding.policy.as_str()).collect();
    let faults = blocking().filter(|finding| finding.verdict == Verdict::Fail).count();
    let unknown = blocking().count() - faults;
    let mut what = Vec::new();
    if faults > 0 {
        what.push(format!("found {}", count(faults, "fault")));
    }
    if unknown > 0 {
        what.push(format!("left {} not proven", count(unknown, "check")));
    }
    let all = report.summary.policies.max(labels.len());
    format!("Blocked: {} of {} {}.", labels.len(), policies(all), list(&what))
}

fn nothing_blocks(report: &Report) -> String {
    let summary = report.summary;
    let open = not_proven(report);
    if report.inputs.is_empty() && report.shard.is_some() {
        return "Nothing blocks: this part of the run has no inputs.".to_owned();
    }
    if summary.evaluations == 0 {
        let open = if open.is_empty() { String::new() } else { format!(": {}", list(&open)) };
        return format!("Nothing blocks, but nothing was checked: no policy found anything it applies to{open}.");
    }
    if !open.is_empty() {
        return format!("Nothing blocks, but {}.", list(&open));
    }
    match summary.passed == summary.evaluations {
        true if summary.evaluations == 1 => "Nothing blocks: the one check holds.".to_owned(),
        true => format!("Nothing blocks: all {} hold.", count(summary.evaluations, "check")),
        false => format!("Nothing blocks: {} of {} hold.", summary.passed, count(summary.evaluations, "check")),
    }
}

/// What keeps the run from being a proof.
fn not_proven(report: &Report) -> Vec<String> {
    let is_open = |finding: &&Finding| finding.verdict == Verdict::Unknown && finding.is_remark();
    let remarks = report.findings.iter().filter(is_open).count();
    let one_or_more = |number: usize, noun: &str, one: &str, more: &str| {
        (number > 0).then(|| format!("{} {}", count(number, noun), if number == 1 { one } else { more }))
    };
    [
        one_or_more(report.summary.unknown.saturating_sub(remarks), "check", "is not proven", "are not proven"),
        one_or_more(report.summary.edges.unresolved, "connection", "could not be followed", "could not be followed"),
        one_or_more(report.problems.len(), "problem", "limits what could be checked", "limit what could be checked"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What is worth a word beside the verdict.
fn also(report: &Report, hint: bool) -> Vec<String> {
    let (remarks, open): (Vec<&Finding>, Vec<&Finding>) = report
        .findings
        .iter()
        .filter(|finding| !finding.blocks && finding.waiver.is_none())
        .partition(|finding| finding.is_remark());
    let open = open.into_iter();
    let (before, now): (Vec<&Finding>, Vec<&Finding>) = open.partition(|finding| only_counted(finding));
    let faults = |findings: &[&Finding]| findings.iter().filter(|finding| finding.verdict == Verdict::Fail).count();
    let mut out = Vec::new();
    if faults(&now) > 0 {
        out.push(count(faults(&now), "warning"));
    }
    if report.summary.waived > 0 {
        out.push(format!("{} waived", count(report.summary.waived, "finding")));
    }
    let mut old = Vec::new();
    if faults(&before) > 0 {
        old.push(count(faults(&before), "fault"));
    }
    if before.len() > faults(&before) {
        old.push(count(before.len() - faults(&before), "unproven check"));
    }
    if !old.is_empty() {
        let hint = match (hint, before.len()) {
            (false, _) => "",
            (true, 1) => " (--all lists it)",
            (true, _) => " (--all lists them)",
        };
        out.push(format!("{} from before this plan{hint}", list(&old)));
    }
    if !remarks.is_empty() {
        let hint = if hint { " (--verbose lists them)" } else { "" };
        out.push(format!("{}{hint}", count(remarks.len(), "remark")));
    }
    out
}
