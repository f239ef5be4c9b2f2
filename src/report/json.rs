//! The *JSON* report: the documented twin of [`crate::finding`], versioned apart from it. The shape is a promise; it is
//! described in `src/report/schemas/report.schema.json` and changes only by adding. Structs here stand beside the internal ones on
//! purpose: a field that is renamed inside must not rename itself outside.

use serde::Serialize;

use super::escape;
use super::routing::{self, ShiftOut};
use super::shard::{self, JoinedOut, ShardOut};
use super::timeline::{self, SpanOut};
use crate::finding::{
    Clue, Coverage, EdgeCounts, Finding, Hop, Info, InputInfo, Problem, Report, Severity, Subject, Summary, Waived,
    WaiverUse,
};
use crate::source::Location;

/// Of the shape, not of poolproof: `1.x` only ever adds.
pub(super) const FORMAT_VERSION: &str = "1.0";

/// `report` for machines: pretty-printed, ended by a line feed, with every hidden character written as its number.
pub fn json(report: &Report) -> String {
    document(&ReportOut {
        format_version: FORMAT_VERSION,
        poolproof_version: env!("CARGO_PKG_VERSION"),
        shard: shard::out(report),
        joined: report.joined.as_ref().map(shard::joined),
        inputs: report.inputs.iter().map(input).collect(),
        neighbours: report.neighbours.iter().map(input).collect(),
        findings: report.findings.iter().map(finding).collect(),
        routing: routing::out(&report.routing),
        waivers: report.waivers.iter().map(waiver).collect(),
        problems: report.problems.iter().map(problem).collect(),
        infos: report.infos.iter().map(info).collect(),
        policies: report.coverage.iter().map(coverage).collect(),
        summary: summary(&report.summary, !report.routing.is_empty()),
    })
}

/// `value` as a document that can be shown anywhere.
pub(super) fn document(value: &impl Serialize) -> String {
    // Only a map with keys that are no strings, or a `Serialize` of one's own, could go wrong; the twins have neither.
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    format!("{}\n", escape::json(&text))
}

#[derive(Serialize)]
struct ReportOut<'a> {
    format_version: &'static str,
    poolproof_version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    shard: Option<ShardOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    joined: Option<JoinedOut>,
    inputs: Vec<InputOut<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    neighbours: Vec<InputOut<'a>>,
    findings: Vec<FindingOut<'a>>,
    routing: Vec<ShiftOut<'a>>,
    waivers: Vec<WaiverOut<'a>>,
    problems: Vec<ProblemOut<'a>>,
    infos: Vec<InfoOut<'a>>,
    policies: Vec<CoverageOut<'a>>,
    summary: SummaryOut,
}

#[derive(Serialize)]
struct InputOut<'a> {
    path: &'a str,
    kind: &'a str,
    terraform_version: Option<&'a str>,
    configuration: ConfigurationOut<'a>,
    notes: &'a [String],
    workspace: Option<&'a str>,
}

#[derive(Serialize)]
struct ConfigurationOut<'a> {
    source: &'a str,
    path: Option<&'a str>,
    modules: usize,
}

#[derive(Serialize)]
struct FindingOut<'a> {
    policy: &'a str,
    title: &'a str,
    verdict: &'static str,
    enforcement_level: &'static str,
    severity: Option<&'static str>,
    blocks: bool,
    attribution: &'static str,
    subject: SubjectOut<'a>,
    related: Vec<RelatedOut<'a>>,
    message: &'a str,
    why: &'a str,
    help: &'a str,
    reason: Option<&'a str>,
    values: Vec<ClueOut<'a>>,
    path: Vec<HopOut<'a>>,
    live_check: &'a [String],
    paste: &'a str,
    windows: Vec<SpanOut<'a>>,
    input: usize,
    location: Option<Place<'a>>,
    waiver: Option<WaivedOut<'a>>,
    fingerprint: &'a str,
}

#[derive(Serialize)]
struct SubjectOut<'a> {
    kind: &'a str,
    address: &'a str,
    attribute: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<&'a str>,
}

#[derive(Serialize)]
struct RelatedOut<'a> {
    kind: &'a str,
    address: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    attribute: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<&'a str>,
    location: Option<Place<'a>>,
}

#[derive(Serialize)]
struct WaivedOut<'a> {
    reason: &'a str,
    owner: Option<&'a str>,
    expires: Option<&'a str>,
    source: Place<'a>,
}

#[derive(Serialize)]
struct WaiverOut<'a> {
    policy: &'a str,
    reason: &'a str,
    owner: Option<&'a str>,
    expires: Option<&'a str>,
    source: Place<'a>,
    state: &'static str,
    findings: usize,
    note: &'a str,
    added: Option<bool>,
}

#[derive(Serialize)]
struct ClueOut<'a> {
    expression: &'a str,
    value: &'a str,
    depth: usize,
}

#[derive(Serialize)]
struct HopOut<'a> {
    kind: &'a str,
    address: &'a str,
    note: &'a str,
    dead: bool,
    depth: usize,
}

#[derive(Serialize)]
struct ProblemOut<'a> {
    message: &'a str,
    location: Option<Place<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<&'a str>,
}

#[derive(Serialize)]
struct InfoOut<'a> {
    policy: &'a str,
    address: &'a str,
    message: &'a str,
    input: usize,
}

#[derive(Serialize)]
struct CoverageOut<'a> {
    policy: &'a str,
    built_in: bool,
    subject: &'a str,
    matched: usize,
    of: usize,
    why: Option<&'a str>,
}

/// A place in a source, the same in every JSON document of ours.
#[derive(Serialize)]
pub(super) struct Place<'a> {
    path: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct SummaryOut {
    policies: usize,
    evaluations: usize,
    passed: usize,
    failed: usize,
    unknown: usize,
    waived: usize,
    blocking: usize,
    routing_changed: bool,
    edges: EdgesOut,
}

#[derive(Serialize)]
struct EdgesOut {
    exact: usize,
    possible: usize,
    unresolved: usize,
}

fn input(input: &InputInfo) -> InputOut<'_> {
    InputOut {
        path: &input.path,
        kind: input.kind,
        terraform_version: input.terraform_version.as_deref(),
        configuration: ConfigurationOut {
            source: input.configuration_source,
            path: input.configuration_path.as_deref(),
            modules: input.modules,
        },
        notes: &input.notes,
        workspace: input.workspace.as_deref(),
    }
}

fn finding(finding: &Finding) -> FindingOut<'_> {
    FindingOut {
        policy: &finding.policy,
        title: &finding.title,
        verdict: finding.verdict.word(),
        enforcement_level: finding.level.word(),
        severity: finding.severity.map(Severity::word),
        blocks: finding.blocks,
        attribution: finding.attribution.word(),
        subject: subject(&finding.subject),
        related: finding.related.iter().map(related).collect(),
        message: &finding.message,
        why: &finding.why,
        help: &finding.help,
        reason: finding.reason.as_deref(),
        values: finding.values.iter().map(clue).collect(),
        path: finding.path.iter().map(hop).collect(),
        live_check: &finding.live_check,
        paste: &finding.paste,
        windows: finding.windows.iter().map(timeline::span).collect(),
        input: finding.input,
        location: finding.location.as_ref().map(place),
        waiver: finding.waiver.as_ref().map(waived),
        fingerprint: &finding.fingerprint,
    }
}

fn subject(subject: &Subject) -> SubjectOut<'_> {
    SubjectOut {
        kind: &subject.kind,
        address: &subject.address,
        attribute: subject.attribute.as_deref(),
        input: subject.input.as_deref(),
    }
}

fn related(subject: &Subject) -> RelatedOut<'_> {
    RelatedOut {
        kind: &subject.kind,
        address: &subject.address,
        attribute: subject.attribute.as_deref(),
        input: subject.input.as_deref(),
        location: subject.location.as_ref().map(place),
    }
}

fn waived(waived: &Waived) -> WaivedOut<'_> {
    WaivedOut {
        reason: &waived.reason,
        owner: waived.owner.as_deref(),
        expires: waived.expires.as_deref(),
        source: place(&waived.source),
    }
}

fn waiver(waiver: &WaiverUse) -> WaiverOut<'_> {
    let WaivedOut { reason, owner, expires, source } = waived(&waiver.waived);
    let (policy, note) = (&waiver.policy, &waiver.note);
    WaiverOut {
        policy,
        reason,
        owner,
        expires,
        source,
        state: waiver.state.word(),
        findings: waiver.findings,
        note,
        added: waiver.added,
    }
}

fn clue(clue: &Clue) -> ClueOut<'_> {
    ClueOut { expression: &clue.expression, value: &clue.value, depth: clue.depth }
}

fn hop(hop: &Hop) -> HopOut<'_> {
    HopOut { kind: &hop.kind, address: &hop.address, note: &hop.note, dead: hop.dead, depth: hop.depth }
}

fn problem(problem: &Problem) -> ProblemOut<'_> {
    let Problem { message, location, policy } = problem;
    ProblemOut { message, location: location.as_ref().map(place), policy: policy.as_deref() }
}

fn info(info: &Info) -> InfoOut<'_> {
    let Info { policy, address, message, input } = info;
    InfoOut { policy, address, message, input: *input }
}

fn coverage(coverage: &Coverage) -> CoverageOut<'_> {
    let Coverage { policy, built_in, subject, matched, of, why, .. } = coverage;
    let why = Some(why.as_str()).filter(|why| !why.is_empty());
    CoverageOut { policy, built_in: *built_in, subject, matched: *matched, of: *of, why }
}

/// The twin of a location.
pub(super) fn place(location: &Location) -> Place<'_> {
    Place {
        path: &location.path,
        line: location.line,
        column: location.column,
        end_line: location.end_line,
        end_column: location.end_column,
    }
}

fn summary(summary: &Summary, routing_changed: bool) -> SummaryOut {
    let EdgeCounts { exact, possible, unresolved } = summary.edges;
    SummaryOut {
        policies: summary.policies,
        evaluations: summary.evaluations,
        passed: summary.passed,
        failed: summary.failed,
        unknown: summary.unknown,
        waived: summary.waived,
        blocking: summary.blocking,
        routing_changed,
        edges: EdgesOut { exact, possible, unresolved },
    }
}
