//! What the script of the page knows. Every text is made fit to be read here; the script only sets it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Page;
use crate::finding::{Finding, Problem, Subject, Verdict};
use crate::picture::{Box, Picture, Step, Steps, Stretch};
use crate::report::drawing::against;
use crate::report::scene::{Cell, Link, Scene, whole};
use crate::report::timeline;
use crate::report::words::{name, one_line, sentence};
use crate::source::Location;

/// More findings than these are only counted.
const FINDINGS: usize = 400;

#[derive(Serialize)]
pub(super) struct Data {
    nodes: Vec<NodeOut>,
    links: Vec<LinkOut>,
    walk: Vec<StepOut>,
    stretches: Vec<StretchOut>,
    /// Lines that end nowhere in what a stop leaves, when all steps are done that can be.
    left_dead: Vec<usize>,
    /// Spans that do not come in the order of the walk.
    hidden_spans: Vec<String>,
    other_steps: usize,
    findings: Vec<FindingOut>,
    more_findings: usize,
    problems: Vec<String>,
    opens_at_steps: bool,
}

#[derive(Serialize)]
struct NodeOut {
    kind: &'static str,
    #[serde(rename = "type")]
    type_: String,
    address: String,
    deposed: Option<String>,
    operation: &'static str,
    before: bool,
    after: bool,
    liveness: String,
    liveness_before: String,
    capacity: String,
    place: Option<String>,
    /// What its box says.
    said: Vec<String>,
}

#[derive(Serialize)]
struct LinkOut {
    /// In the direction of the traffic; none where it is not known.
    from: Option<usize>,
    to: Option<usize>,
    /// The box whose attribute makes it.
    owner: usize,
    role: &'static str,
    before: bool,
    after: bool,
    weight_before: Option<i64>,
    weight_after: Option<i64>,
    certainty: &'static str,
    attribute: String,
    through: Vec<String>,
    why: Option<String>,
    place: Option<String>,
    dead: bool,
}

#[derive(Serialize)]
struct StepOut {
    does: &'static str,
    address: String,
    nodes: Vec<usize>,
    refused: Vec<String>,
    happens: bool,
}

#[derive(Serialize)]
struct StretchOut {
    certainty: &'static str,
    told: String,
    from: usize,
    to: usize,
    nodes: Vec<usize>,
    links: Vec<usize>,
}

#[derive(Serialize)]
struct FindingOut {
    policy: String,
    verdict: &'static str,
    blocks: bool,
    severity: Option<&'static str>,
    attribution: &'static str,
    waived: Option<String>,
    message: String,
    why: String,
    help: String,
    reason: Option<String>,
    place: Option<String>,
    nodes: Vec<usize>,
}

pub(super) fn data(page: &Page<'_>, scene: &Scene<'_>) -> Data {
    let named = Named::of(page.picture);
    let (walk, places) = walk(page.steps, &named);
    let stretch = |(span, stretch): (_, &Option<Stretch>)| {
        let stretch = (*stretch)?;
        let at = |done: usize| places.get(done).copied().unwrap_or(walk.len() + 1);
        let (from, to) = (at(stretch.from), at(stretch.to));
        (from < to).then(|| stretch_out(span, (from, to), scene, &named))
    };
    let spans = || page.steps.spans.iter().zip(&page.steps.stretches);
    let is_hidden = |(span, place): &(_, &Option<Stretch>)| stretch((*span, place)).is_none();
    let findings: Vec<&Finding> = page.report.findings.iter().filter(|finding| !finding.is_remark()).collect();
    Data {
        nodes: scene.cells.iter().filter_map(|cell| node(cell)).collect(),
        links: scene.links.iter().map(link).collect(),
        stretches: spans().filter_map(stretch).collect(),
        left_dead: left_dead(page.steps, scene),
        hidden_spans: spans().filter(is_hidden).map(|(span, _)| timeline::told_of(span)).collect(),
        other_steps: page.steps.walk.len() - walk.len(),
        findings: findings.iter().take(FINDINGS).map(|finding| finding_out(finding, &named)).collect(),
        more_findings: findings.len().saturating_sub(FINDINGS),
        problems: page.report.problems.iter().map(problem).collect(),
        opens_at_steps: page.opens_at_steps,
        walk,
    }
}

/// The boxes of each address. One resource may be several.
struct Named<'a> {
    picture: &'a Picture,
    boxes: BTreeMap<(&'a str, Option<&'a str>), Vec<usize>>,
}

impl<'a> Named<'a> {
    fn of(picture: &'a Picture) -> Self {
        let mut boxes: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, node) in picture.nodes.iter().enumerate() {
            boxes.entry((node.address.as_str(), node.deposed.as_deref())).or_default().push(at);
        }
        Self { picture, boxes }
    }

    fn at(&self, address: &str, deposed: Option<&str>) -> Vec<usize> {
        self.boxes.get(&(address, deposed)).cloned().unwrap_or_default()
    }

    /// The boxes that a subject means: those of its kind, where it says one.
    fn subject(&self, subject: &Subject) -> Vec<usize> {
        let all = self.at(&subject.address, None);
        let is = |at: &usize| {
            let kind = self.picture.nodes.get(*at).map_or("", |node| node.kind);
            kind == subject.kind || subject.kind == "route" && matches!(kind, "listener" | "rule")
        };
        let of_kind: Vec<usize> = all.iter().copied().filter(is).collect();
        if of_kind.is_empty() { all } else { of_kind }
    }
}

/// The steps of the walk that touch a box, and for each number of steps done how many of these are.
fn walk(steps: &Steps, named: &Named<'_>) -> (Vec<StepOut>, Vec<usize>) {
    let mut kept: Vec<StepOut> = Vec::new();
    let mut places = vec![0];
    for step in steps.walk.iter().filter_map(|at| steps.steps.get(*at)) {
        let nodes = named.at(&step.address, step.deposed.as_deref());
        if !nodes.is_empty() {
            kept.push(step_out(step, nodes));
        }
        places.push(kept.len());
    }
    (kept, places)
}

fn step_out(step: &Step, nodes: Vec<usize>) -> StepOut {
    StepOut {
        does: step.does,
        address: name(&step.address),
        nodes,
        refused: step.refused.iter().map(|why| one_line(why)).collect(),
        happens: step.happens,
    }
}

fn stretch_out(
    span: &crate::finding::Span,
    (from, to): (usize, usize),
    scene: &Scene<'_>,
    named: &Named<'_>,
) -> StretchOut {
    let leads = |link: &&Link<'_>| {
        let arrow = link.both.arrow;
        let to_pool = span.pool.is_none() || arrow.to == span.pool;
        arrow.role == "forward" && arrow.from == span.route && to_pool
    };
    let end = if span.cause == "absent" { Some(&span.route) } else { span.pool.as_ref() };
    let kinds: &[&str] = if span.cause == "absent" { &["listener", "rule"] } else { &["pool"] };
    let boxes = end.map(|end| named.at(end, None)).unwrap_or_default();
    let is = |at: &usize| named.picture.nodes.get(*at).is_some_and(|node| kinds.contains(&node.kind));
    StretchOut {
        certainty: span.certainty,
        told: timeline::told_of(span),
        from,
        to,
        nodes: boxes.into_iter().filter(is).collect(),
        links: scene.links.iter().filter(leads).map(|link| link.number).collect(),
    }
}

fn left_dead(steps: &Steps, scene: &Scene<'_>) -> Vec<usize> {
    let is_left = |link: &&Link<'_>| {
        let arrow = link.both.arrow;
        let names = |(route, pool): &(String, Option<String>)| *route == arrow.from && *pool == arrow.to;
        arrow.role == "forward" && steps.left_dead.iter().any(names)
    };
    scene.links.iter().filter(is_left).map(|link| link.number).collect()
}

fn node(cell: &Cell<'_>) -> Option<NodeOut> {
    let (_, node): (usize, &Box) = cell.node?;
    Some(NodeOut {
        kind: node.kind,
        type_: name(&node.type_),
        address: whole(&node.address),
        deposed: node.deposed.as_deref().map(name),
        operation: if node.managed { node.operation } else { "not in this plan" },
        before: node.before,
        after: node.after,
        liveness: one_line(&node.liveness),
        liveness_before: one_line(&node.liveness_before),
        capacity: one_line(&node.capacity),
        place: node.location.as_ref().map(place),
        said: cell.facts.clone(),
    })
}

fn link(link: &Link<'_>) -> LinkOut {
    let arrow = link.both.arrow;
    let (from, to) = (Some(arrow.from_box), arrow.to_box);
    let (from, to) = if against(arrow.role) { (to, from) } else { (from, to) };
    LinkOut {
        from,
        to,
        owner: arrow.from_box,
        role: arrow.role,
        before: link.both.before.is_some(),
        after: link.both.after.is_some(),
        weight_before: link.both.before.flatten(),
        weight_after: link.both.after.flatten(),
        certainty: arrow.certainty,
        attribute: name(&arrow.attribute),
        through: arrow.chain.iter().map(|name| one_line(name)).collect(),
        why: arrow.why.as_deref().map(one_line),
        place: arrow.location.as_ref().map(place),
        dead: link.is_dead,
    }
}

fn finding_out(finding: &Finding, named: &Named<'_>) -> FindingOut {
    let mut nodes = named.subject(&finding.subject);
    for at in finding.related.iter().flat_map(|related| named.subject(related)) {
        if !nodes.contains(&at) {
            nodes.push(at);
        }
    }
    FindingOut {
        policy: name(&finding.policy),
        verdict: match finding.verdict {
            Verdict::Fail => "broken",
            Verdict::Unknown => "unknown",
        },
        blocks: finding.blocks,
        severity: finding.severity.map(crate::finding::Severity::word),
        attribution: finding.attribution.word(),
        waived: finding.waiver.as_ref().map(|waiver| sentence(&waiver.reason)),
        message: sentence(&finding.message),
        why: sentence(&finding.why),
        help: sentence(&finding.help),
        reason: finding.reason.as_deref().map(sentence),
        place: finding.location.as_ref().map(place),
        nodes,
    }
}

fn problem(problem: &Problem) -> String {
    let place = problem.location.as_ref().map(|at| format!("{}: ", place(at))).unwrap_or_default();
    format!("{place}{}", sentence(&problem.message))
}

fn place(at: &Location) -> String {
    format!("{}:{}", name(&at.path), at.line)
}
