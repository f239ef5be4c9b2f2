//! One policy on all its subjects: which it is for, whether its conditions hold, and the finding where they do not.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::eval::ast::Expr;
use crate::eval::{self, EvalError, evaluate, render};
use crate::finding::{Attribution, Clue, Finding, Info, Level, Problem, Severity, Subject as Named, Verdict};
use crate::graph::NodeId;
use crate::model::Value;
use crate::policy::{Enforce, LevelSetting, Policy, PolicyFile, PolicySubject, SeveritySetting};
use crate::source::{Location, Place};

use super::coverage::{self, Seen};
use super::scope::{InputValues, View};
use super::stage::Stage;
use super::subjects::{NODE, ROUTE, Subject};
use super::{configured, live, plans, resources, routes, transit, way};

/// What one condition says of one subject.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    /// `None` where it holds.
    pub(super) verdict: Option<Verdict>,
    /// Names the condition and the subject in both worlds.
    pub(super) key: String,
    /// The share of the traffic that is concerned, where that can be said.
    pub(super) share: Option<f64>,
    /// The share that ended dead before the plan already.
    pub(super) dead_share: f64,
    pub(super) finding: Option<Box<Finding>>,
    pub(super) problem: Option<Box<Stopped>>,
    /// What the policy says in any case.
    pub(super) info: Option<Box<Info>>,
    /// It happened before the plan.
    pub(super) past: bool,
    /// Another input of the run has the subject.
    pub(super) is_foreign: bool,
}

/// A policy that could not be evaluated for a subject.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stopped {
    pub(super) policy: String,
    pub(super) why: String,
    pub(super) location: Location,
    pub(super) subject: String,
}

impl Stopped {
    /// In words, with the number of others for which it stops in the same way.
    pub(super) fn problem(self, others: usize) -> Problem {
        let Self { policy, why, location, subject } = self;
        let others = if others > 0 { format!(" and {others} more") } else { String::new() };
        let message = format!("policy {policy} could not be evaluated for {subject}{others}: {why}");
        Problem { message, location: Some(location), policy: Some(policy) }
    }
}

impl Judged {
    /// It holds, and there is nothing else to say.
    fn is_plain_pass(&self) -> bool {
        self.verdict.is_none() && self.problem.is_none() && self.info.is_none()
    }
}

/// Where a policy stopped, each mistake once: a policy that is wrong is wrong for a thousand subjects alike.
pub(super) fn problems(judged: &[Judged]) -> Vec<Problem> {
    let mut all: Vec<&Stopped> =
        judged.iter().filter(|one| !one.is_foreign).filter_map(|one| one.problem.as_deref()).collect();
    all.sort();
    all.dedup();
    let alike = |a: &&Stopped, b: &&Stopped| (&a.policy, &a.why, &a.location) == (&b.policy, &b.why, &b.location);
    let of_one = all.chunk_by(alike);
    of_one.filter_map(|some| Some((*some.first()?).clone().problem(some.len() - 1))).collect()
}

/// All that a policy says of a stage.
pub(super) struct Ruling {
    /// What is more to say than that a condition holds: most do, and there can be a million of them.
    pub(super) judged: Vec<Judged>,
    /// Conditions that hold for subjects of this input, and no more to say of them.
    pub(super) passed: usize,
    pub(super) seen: Seen,
}

/// Whether a condition holds, or why that is not known.
enum Truth {
    Holds,
    Broken,
    Unknown(String),
}

/// What a condition that is not decided hangs on.
enum Doubt {
    /// The filter is not known, so neither is whether the policy is for the subject.
    Filter(String),
    /// The subject is one of several that may be.
    Subject(String),
}

/// How many subjects are taken at a time.
const TOGETHER: usize = 64;

/// Every verdict of some policies on a stage, by policy. `explain`: findings tell what decided their conditions.
///
/// Each subject is held against all policies of its class before the next one is. What it is made of is then fetched from
/// memory once: the objects of a large plan are more than fits near the processor, and a hundred policies one after the
/// other fetched them a hundred times.
pub(super) fn policies(
    stage: &Stage<'_>,
    all: &[(&PolicyFile, &Policy)],
    inputs: &InputValues,
    explain: bool,
) -> Vec<Ruling> {
    let groups = groups(stage, all);
    let jobs: Vec<(&[usize], &[Subject])> = groups
        .iter()
        .flat_map(|(positions, subjects)| subjects.chunks(TOGETHER).map(move |some| (positions.as_slice(), some)))
        .collect();
    let judge = |(positions, subjects): &(&[usize], &[Subject])| {
        let mut parts: Vec<Part> = positions.iter().map(|_| Part::default()).collect();
        for subject in *subjects {
            for (part, position) in parts.iter_mut().zip(*positions) {
                let Some((file, policy)) = all.get(*position) else { continue };
                part.add(on_subject(&View::new(stage, file, policy, subject, inputs), explain));
            }
        }
        parts
    };
    let parts: Vec<Vec<Part>> = jobs.par_iter().map(judge).collect();
    let mut whole: Vec<Part> = all.iter().map(|_| Part::default()).collect();
    for ((positions, _), parts) in jobs.iter().zip(parts) {
        for (position, part) in positions.iter().zip(parts) {
            whole.get_mut(*position).into_iter().zip([part]).for_each(|(whole, part)| whole.join(part));
        }
    }
    let considered: BTreeMap<usize, usize> =
        groups.iter().flat_map(|(positions, subjects)| positions.iter().map(|one| (*one, subjects.len()))).collect();
    let rulings = all.iter().zip(whole).enumerate().map(|(position, ((_, policy), part))| {
        let considered = considered.get(&position).copied().unwrap_or_default();
        let seen = coverage::seen(stage, policy, considered, part.matched);
        Ruling { judged: part.judged, passed: part.passed, seen }
    });
    rulings.collect()
}

/// Positions of policies, and the subjects that all of them are for.
type Group<'s> = (Vec<usize>, Cow<'s, [Subject]>);

fn groups<'s>(stage: &'s Stage<'_>, all: &[(&PolicyFile, &Policy)]) -> Vec<Group<'s>> {
    let mut classes: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut groups = Vec::new();
    for (position, (_, policy)) in all.iter().enumerate() {
        match &policy.subject {
            PolicySubject::Graph { class } => classes.entry(class).or_default().push(position),
            _ => groups.push((vec![position], subjects(stage, policy))),
        }
    }
    groups.extend(classes.into_iter().map(|(class, positions)| (positions, Cow::from(stage.of_class(class)))));
    groups
}

/// What a policy says of some subjects.
#[derive(Default)]
struct Part {
    judged: Vec<Judged>,
    passed: usize,
    matched: usize,
}

impl Part {
    fn add(&mut self, verdicts: Vec<Judged>) {
        self.matched += usize::from(!verdicts.is_empty());
        self.passed += verdicts.iter().filter(|one| one.is_plain_pass() && !one.is_foreign).count();
        self.judged.extend(verdicts.into_iter().filter(|one| !one.is_plain_pass()));
    }

    fn join(&mut self, other: Self) {
        self.matched += other.matched;
        self.passed += other.passed;
        self.judged.extend(other.judged);
    }
}

/// Every verdict of a policy on a stage, passes too, with what it is about. A subject that the filter leaves out has none.
pub(super) fn by_subject(
    stage: &Stage<'_>,
    file: &PolicyFile,
    policy: &Policy,
    inputs: &InputValues,
) -> Vec<(Named, Vec<Judged>)> {
    let view = |subject| View::new(stage, file, policy, subject, inputs);
    let subjects = subjects(stage, policy);
    let views = subjects.iter().map(view);
    views.map(|view| (way::subject(&view), on_subject(&view, true))).collect()
}

fn subjects<'s>(stage: &'s Stage<'_>, policy: &Policy) -> Cow<'s, [Subject]> {
    Cow::from(match &policy.subject {
        PolicySubject::Graph { class } => return Cow::from(stage.of_class(class)),
        PolicySubject::Resource { types, .. } => resources::matching(stage, types, policy),
        PolicySubject::Module { source, .. } => configured::modules(stage, source),
        PolicySubject::Provider { name, .. } => configured::providers(stage, name),
        PolicySubject::Plan { select, .. } => plans::selected(stage, select),
    })
}

fn on_subject(view: &View<'_, '_>, explain: bool) -> Vec<Judged> {
    let (filter, problem) = match &view.policy.filter {
        None => (Truth::Holds, None),
        Some(filter) => truth(evaluate(filter, view), view),
    };
    if matches!(filter, Truth::Broken) {
        return Vec::new();
    }
    let doubt = match (filter, view.subject) {
        (Truth::Unknown(why), _) => Some(Doubt::Filter(why)),
        (_, Subject::Route(position)) => routes::doubt(&view.stage.graph, *position).map(Doubt::Subject),
        _ => None,
    };
    let doubt = doubt.or_else(|| doubtful(view).map(Doubt::Subject));
    let enforces = view.policy.enforces.iter().enumerate();
    let mut judged: Vec<Judged> =
        enforces.map(|(index, enforce)| on_condition(view, index, enforce, doubt.as_ref(), problem.as_ref())).collect();
    if explain {
        let hangs_on_filter = matches!(doubt, Some(Doubt::Filter(_)));
        for (one, enforce) in judged.iter_mut().zip(&view.policy.enforces) {
            let Some(finding) = &mut one.finding else { continue };
            let filter = view.policy.filter.as_ref().filter(|_| hangs_on_filter);
            finding.values = clues(filter.unwrap_or(&enforce.condition), view);
        }
    }
    judged
}

/// Why it is not known whether the subject is there at all.
fn doubtful(view: &View<'_, '_>) -> Option<String> {
    let graph = &view.stage.graph;
    let address = |id: NodeId| graph.node(id)?.address.as_deref();
    let edge = match view.subject {
        Subject::Route(position) => graph.edges.get(*position),
        _ => None,
    };
    let ids = match (view.subject, edge) {
        (_, Some(edge)) => [Some(edge.from), edge.to],
        (Subject::Node(id), None) => [Some(*id), None],
        _ => [None, None],
    };
    let known = |id: NodeId| view.stage.input.doubtful.get(address(id)?).cloned();
    ids.into_iter().flatten().find_map(known)
}

fn on_condition(
    view: &View<'_, '_>,
    index: usize,
    enforce: &Enforce,
    doubt: Option<&Doubt>,
    filter_problem: Option<&Stopped>,
) -> Judged {
    let (truth, problem) = truth(evaluate(&enforce.condition, view), view);
    let problem = problem.or_else(|| filter_problem.cloned()).map(Box::new);
    let (verdict, reason) = match (truth, doubt) {
        (Truth::Holds, _) => (None, None),
        (Truth::Broken, None) => (Some(Verdict::Fail), None),
        // What is broken for one of several candidates, or where the filter is not known, is not proved.
        (Truth::Broken | Truth::Unknown(_), Some(Doubt::Filter(why) | Doubt::Subject(why))) => {
            (Some(Verdict::Unknown), Some(why.clone()))
        }
        (Truth::Unknown(why), None) => (Some(Verdict::Unknown), Some(why)),
    };
    let home = way::home(view);
    let info = info(view, enforce).map(Box::new);
    let (past, is_foreign) = (view.policy.about.past, home.is_some());
    let pass = Judged {
        verdict: None,
        key: String::new(),
        share: None,
        dead_share: 0.0,
        finding: None,
        problem,
        info,
        past,
        is_foreign,
    };
    let Some(verdict) = verdict else { return pass };
    let finding = finding(view, (index, enforce), verdict, reason);
    Judged {
        key: format!("{index} {} {}", finding.fingerprint, home.as_deref().unwrap_or_default()),
        share: way::share(view),
        dead_share: way::dead_share(view),
        verdict: Some(verdict),
        finding: Some(Box::new(finding)),
        ..pass
    }
}

fn info(view: &View<'_, '_>, enforce: &Enforce) -> Option<Info> {
    let message = render(enforce.info_message.as_ref()?, view);
    Some(Info { policy: view.policy.label.clone(), address: way::subject(view).address, message, input: 0 })
}

fn truth(value: Result<Value, EvalError>, view: &View<'_, '_>) -> (Truth, Option<Stopped>) {
    let value = match value {
        Ok(value) => value,
        Err(error) => {
            return (Truth::Unknown(format!("the policy stops: {}", error.message)), Some(stopped(error, view)));
        }
    };
    let truth = match (value.as_bool(), value.as_unknown()) {
        (Some(true), _) => Truth::Holds,
        (Some(false), _) => Truth::Broken,
        (None, Some(unknown)) => Truth::Unknown(unknown.reason()),
        (None, None) => Truth::Unknown(format!("the condition is a {}, not true or false", value.type_name())),
    };
    (truth, None)
}

/// An error that shows only on some plans does not stop the run, but the policy has to be mended.
fn stopped(error: EvalError, view: &View<'_, '_>) -> Stopped {
    let location = view.policy.source.location(error.span);
    Stopped { policy: view.policy.label.clone(), why: error.message, location, subject: way::name(view) }
}

fn finding(
    view: &View<'_, '_>,
    (index, enforce): (usize, &Enforce),
    verdict: Verdict,
    reason: Option<String>,
) -> Finding {
    let policy = view.policy;
    let subject = way::subject(view);
    let related = related(view);
    let fingerprint = fingerprint(&policy.label, index, &subject, &related);
    let location = subject.location.clone();
    Finding {
        policy: policy.label.clone(),
        title: policy.about.title.clone(),
        verdict,
        level: level(view),
        severity: severity(view),
        blocks: false,
        waiver: None,
        attribution: Attribution::Introduced,
        message: render(&enforce.error_message, view),
        why: policy.about.why.clone(),
        paste: policy.about.paste.as_ref().map(|paste| render(paste, view)).unwrap_or_default(),
        windows: transit::spans(view),
        help: policy.about.fix.as_ref().map(|fix| render(fix, view)).unwrap_or_default(),
        values: Vec::new(),
        path: way::path(view, verdict),
        live_check: if verdict == Verdict::Unknown { live::checks(view) } else { Vec::new() },
        reason,
        subject,
        related,
        input: 0,
        location,
        snippets: way::snippets(view),
        fingerprint,
    }
}

/// What decided an expression of the policy.
fn clues(expr: &Expr, view: &View<'_, '_>) -> Vec<Clue> {
    let clues = eval::explain(expr, view, &view.policy.source);
    let clue = |eval::Clue { depth, expression, value }| Clue { depth, expression, value };
    clues.into_iter().map(clue).collect()
}

/// A level that cannot be computed blocks, and can be waived.
fn level(view: &View<'_, '_>) -> Level {
    match &view.policy.level {
        LevelSetting::BySeverity if view.policy.about.severity.is_none() => Level::Mandatory,
        LevelSetting::BySeverity => severity(view).map_or(Level::MandatoryOverridable, Severity::level),
        LevelSetting::Fixed(level) => *level,
        LevelSetting::Computed(expr) => evaluate(expr, view)
            .ok()
            .and_then(|value| value.as_str().and_then(Level::parse))
            .unwrap_or(Level::MandatoryOverridable),
    }
}

fn severity(view: &View<'_, '_>) -> Option<Severity> {
    match view.policy.about.severity.as_ref()? {
        SeveritySetting::Fixed(severity) => Some(*severity),
        // What is not known makes nothing worse: a finding blocks by what is proved.
        setting @ SeveritySetting::Computed(expr) => {
            let value = evaluate(expr, view).ok()?;
            let mildest = || value.as_unknown().and_then(|_| setting.possible().last().copied());
            value.as_str().and_then(Severity::parse).or_else(mildest)
        }
    }
}

/// What the policy names as related; for a route its pool.
fn related(view: &View<'_, '_>) -> Vec<Named> {
    if let Some(expr) = &view.policy.related {
        let value = evaluate(expr, view).unwrap_or(Value::Null);
        let list = value.as_seq().map_or_else(|| vec![value.clone()], <[Value]>::to_vec);
        return list.iter().filter_map(|value| named(view, value)).collect();
    }
    let pool = match view.subject {
        Subject::Route(position) => view.stage.graph.edges.get(*position).and_then(|edge| edge.to),
        _ => None,
    };
    pool.and_then(|pool| named_node(view, pool)).into_iter().collect()
}

fn named(view: &View<'_, '_>, value: &Value) -> Option<Named> {
    match value {
        Value::Subject(handle) if handle.class == NODE => named_node(view, handle.index as usize),
        Value::Subject(handle) if handle.class == ROUTE => {
            let edge = view.stage.graph.edges.get(handle.index as usize)?;
            let from = view.stage.graph.node(edge.from)?;
            let attribute = Some(edge.path.to_string());
            let location = edge.place.as_ref().map(Place::location);
            let (address, input) = way::named(from);
            Some(Named { kind: "route".to_owned(), address, attribute, input, location })
        }
        _ => None,
    }
}

fn named_node(view: &View<'_, '_>, id: NodeId) -> Option<Named> {
    let node = view.stage.graph.node(id)?;
    let location = node.place.as_ref().map(Place::location);
    let (address, input) = way::named(node);
    Some(Named { kind: node.kind.word().to_owned(), address, attribute: None, input, location })
}

/// FNV-1a over what names the finding; indexes are left out, as elements of a set have no fixed place.
fn fingerprint(label: &str, condition: usize, subject: &Named, related: &[Named]) -> String {
    let attribute = subject.attribute.as_deref().map(without_indexes).unwrap_or_default();
    let parts = [label, &subject.kind, &subject.address, &attribute];
    // The first condition is what a policy is known by; one more is another fault of the same subject.
    let condition = if condition == 0 { String::new() } else { condition.to_string() };
    let others = related.iter().flat_map(|named| [named.kind.as_str(), named.address.as_str()]);
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for part in parts.into_iter().chain(others).chain((!condition.is_empty()).then_some(condition.as_str())) {
        for byte in part.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}

fn without_indexes(path: &str) -> String {
    let mut names = String::new();
    let mut inside = false;
    for c in path.chars() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            c if !inside => names.push(c),
            _ => {}
        }
    }
    names
}
