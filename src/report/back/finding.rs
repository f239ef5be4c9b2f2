//! A finding, read back.

use serde::Deserialize;

use super::super::shard::{At, FindingRest};
use super::{at, word};
use crate::finding::{
    Attribution, Clue, Finding, Hop, Level, Severity, Snippet, Span, SpanStep, Subject, Verdict, Waived,
};

#[derive(Deserialize)]
pub(super) struct FindingIn {
    policy: String,
    title: String,
    verdict: String,
    enforcement_level: String,
    severity: Option<String>,
    blocks: bool,
    attribution: String,
    subject: SubjectIn,
    related: Vec<SubjectIn>,
    message: String,
    why: String,
    help: String,
    reason: Option<String>,
    values: Vec<ClueIn>,
    path: Vec<HopIn>,
    live_check: Vec<String>,
    paste: String,
    windows: Vec<SpanIn>,
    pub(super) input: usize,
    location: Option<At>,
    waiver: Option<WaivedIn>,
    fingerprint: String,
}

impl FindingIn {
    pub(super) fn finding(self, rest: FindingRest) -> Option<Finding> {
        if self.path.len() != rest.hops.len() {
            return None;
        }
        let severity = match &self.severity {
            Some(severity) => Some(Severity::parse(severity)?),
            None => None,
        };
        let attributions = [Attribution::Introduced, Attribution::Worsened, Attribution::PreExisting];
        Some(Finding {
            verdict: [Verdict::Fail, Verdict::Unknown].into_iter().find(|one| one.word() == self.verdict)?,
            level: Level::parse(&self.enforcement_level)?,
            severity,
            attribution: attributions.into_iter().find(|one| one.word() == self.attribution)?,
            subject: Subject { location: at(rest.subject), ..self.subject.subject() },
            related: self.related.into_iter().map(SubjectIn::subject).collect(),
            values: self.values.into_iter().map(ClueIn::clue).collect(),
            path: self.path.into_iter().zip(rest.hops).map(|(hop, location)| hop.hop(location)).collect(),
            windows: self.windows.into_iter().map(SpanIn::span).collect::<Option<_>>()?,
            location: at(self.location),
            waiver: self.waiver.map(WaivedIn::waived),
            snippets: rest
                .snippets
                .into_iter()
                .map(|one| Snippet { location: one.at.location(), line: one.line, label: one.label })
                .collect(),
            policy: self.policy,
            title: self.title,
            blocks: self.blocks,
            message: self.message,
            why: self.why,
            help: self.help,
            paste: self.paste,
            reason: self.reason,
            live_check: self.live_check,
            input: self.input,
            fingerprint: self.fingerprint,
        })
    }
}

#[derive(Deserialize)]
struct SubjectIn {
    kind: String,
    address: String,
    attribute: Option<String>,
    input: Option<String>,
    location: Option<At>,
}

impl SubjectIn {
    fn subject(self) -> Subject {
        let Self { kind, address, attribute, input, location } = self;
        Subject { kind, address, attribute, input, location: at(location) }
    }
}

#[derive(Deserialize)]
struct ClueIn {
    expression: String,
    value: String,
    depth: usize,
}

impl ClueIn {
    fn clue(self) -> Clue {
        let Self { expression, value, depth } = self;
        Clue { depth, expression, value }
    }
}

#[derive(Deserialize)]
struct HopIn {
    kind: String,
    address: String,
    note: String,
    dead: bool,
    depth: usize,
}

impl HopIn {
    fn hop(self, location: Option<At>) -> Hop {
        let Self { kind, address, note, dead, depth } = self;
        Hop { depth, kind, address, note, dead, location: at(location) }
    }
}

#[derive(Deserialize)]
struct SpanIn {
    certainty: String,
    cause: String,
    route: String,
    pool: Option<String>,
    stays: bool,
    steps: Vec<StepIn>,
}

#[derive(Deserialize)]
struct StepIn {
    address: String,
    does: String,
    note: String,
    dead: bool,
    skipped: bool,
}

impl SpanIn {
    fn span(self) -> Option<Span> {
        Some(Span {
            certainty: word(&self.certainty, &["always", "possible", "unknown"])?,
            cause: word(&self.cause, &["emptied", "cold", "absent"])?,
            route: self.route,
            pool: self.pool,
            stays: self.stays,
            steps: self.steps.into_iter().map(StepIn::step).collect::<Option<_>>()?,
        })
    }
}

impl StepIn {
    fn step(self) -> Option<SpanStep> {
        let Self { address, does, note, dead, skipped } = self;
        Some(SpanStep { address, does: word(&does, &["create", "update", "destroy"])?, note, dead, skipped })
    }
}

#[derive(Deserialize)]
pub(super) struct WaivedIn {
    reason: String,
    owner: Option<String>,
    expires: Option<String>,
    source: At,
}

impl WaivedIn {
    pub(super) fn waived(self) -> Waived {
        let Self { reason, owner, expires, source } = self;
        Waived { reason, owner, expires, source: source.location() }
    }
}
