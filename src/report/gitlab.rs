//! The *GitLab* report: a Code Quality artifact, whose entries GitLab shows in the merge request at their line.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha1::{Digest, Sha1};

use super::json::document;
use super::words::sentence;
use crate::finding::{Attribution, Finding, Level, Report, Verdict};

/// `report` as a Code Quality artifact. Entries are told apart by their fingerprint, which has to be unique in the file:
/// the same fault in two inputs, or twice in one, gets its place among its like.
pub fn gitlab(report: &Report) -> String {
    let mut seen: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    let mut entries = Vec::with_capacity(report.findings.len());
    for finding in &report.findings {
        let twins = seen.entry((&finding.fingerprint, path(report, finding))).or_default();
        entries.push(entry(report, finding, *twins));
        *twins += 1;
    }
    document(&entries)
}

type Key<'a> = (&'a str, &'a str);

fn path<'a>(report: &'a Report, finding: &Finding) -> &'a str {
    report.inputs.get(finding.input).map_or("-", |input| input.path.as_str())
}

fn entry(report: &Report, finding: &Finding, twins: usize) -> Value {
    let at = finding.location.as_ref();
    let file = at.map_or(path(report, finding), |at| at.path.as_str());
    let open = if finding.verdict == Verdict::Unknown { "Not proven: " } else { "" };
    let message = sentence(&finding.message);
    let stop = if message.ends_with(['.', '!', '?', ':']) { "" } else { "." };
    let help = if finding.help.is_empty() { String::new() } else { format!("{stop} {}", sentence(&finding.help)) };
    json!({
        "type": "issue",
        "check_name": finding.policy,
        "description": format!("{open}{message}{help}"),
        "categories": ["Bug Risk"],
        "fingerprint": fingerprint(&finding.fingerprint, path(report, finding), twins),
        "severity": severity(finding),
        "location": {
            "path": file.strip_prefix("./").unwrap_or(file),
            "lines": { "begin": at.map_or(1, |at| at.line.max(1)) },
        },
    })
}

fn fingerprint(fingerprint: &str, path: &str, twins: usize) -> String {
    let digest = Sha1::digest(format!("{fingerprint}\0{path}\0{twins}"));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn severity(finding: &Finding) -> &'static str {
    match (finding.blocks, finding.verdict, finding.level, finding.attribution) {
        _ if finding.waiver.is_some() => "info",
        (true, Verdict::Fail, Level::Mandatory, _) => "blocker",
        (true, ..) => "critical",
        (false, Verdict::Unknown, ..) => "info",
        (false, _, Level::Advisory, _) | (false, _, _, Attribution::PreExisting) => "minor",
        (false, ..) => "major",
    }
}
