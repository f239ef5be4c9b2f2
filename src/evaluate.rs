//! *Evaluating* holds policies against the graph. Each policy is judged on two worlds: the one the plan makes, and the
//! one before it, which is a plan that changes nothing. What is broken in both was there before; predicates about the
//! plan itself (deletes, replacements, their order) can only be broken in the first.

mod attribute;
mod configured;
mod coverage;
mod firewall;
mod joins;
mod judge;
mod live;
mod nodes;
mod outside;
mod plans;
mod production;
mod remarks;
mod resources;
mod routes;
mod rules;
mod scope;
mod sites;
mod stage;
mod subjects;
mod transit;
mod typed;
mod used;
mod verdicts;
mod waive;
mod way;

use std::collections::BTreeSet;

use crate::changes;
use crate::finding::{Attribution, Finding, Info, Level, Problem, Shift, Subject, Verdict};
use crate::graph::{Commons, Kinds};
use crate::input::{Input, InputKind};
use crate::model::{PlanMode, Value};
use crate::policy::{Policy, PolicyFile, PolicySubject};
use crate::resolve::Difference;

use attribute::Before;
use judge::{Judged, Ruling};
use production::Production;
use stage::Stage;

pub use coverage::{Seen, coverage};
pub use scope::InputValues;
pub use verdicts::{Opinion, Said, verdicts};
pub use waive::{Ignores, WaivedBefore, Waiving, waive};

/// What an unknown verdict does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnUnknown {
    /// It is shown.
    #[default]
    Warn,
    /// It blocks like a broken one.
    Fail,
    /// It is left out.
    Ignore,
}

/// What makes a run block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FailOn {
    /// A mandatory policy.
    #[default]
    Mandatory,
    /// An advisory policy too.
    Advisory,
    /// Nothing.
    Never,
}

/// How verdicts become findings that block.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rules {
    /// What an unknown verdict does.
    pub unknown: OnUnknown,
    /// What blocks.
    pub fail_on: FailOn,
    /// What was there before blocks too.
    pub strict: bool,
    /// Each finding tells what decided its condition.
    pub explain: bool,
    /// Redundancy and monitoring are judged too.
    pub audit: bool,
}

/// All that the policies say of one input.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What a person should know, sorted: what blocks first.
    pub findings: Vec<Finding>,
    /// What could not be evaluated.
    pub problems: Vec<Problem>,
    /// Verdicts by kind: passed, broken, unknown.
    pub counts: Counts,
    /// Edges after the apply: exact, possible, unresolved.
    pub edges: (usize, usize, usize),
    /// What policies say in any case.
    pub infos: Vec<Info>,
    /// What each policy that took part saw, by its place among all.
    pub seen: Vec<(usize, Seen)>,
    /// What is good to know of the input before any verdict.
    pub notes: Vec<String>,
    /// Listeners and rules whose routing changes.
    pub routing: Vec<Shift>,
    /// What is said here of objects of other inputs.
    pub told: BTreeSet<Told>,
}

/// A finding by the input that has its subject and by its fingerprint.
pub type Told = (String, String);

/// How many verdicts there were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// The condition holds.
    pub passed: usize,
    /// It does not.
    pub failed: usize,
    /// It cannot be decided.
    pub unknown: usize,
}

/// One input among those of its run.
#[derive(Debug, Clone, Copy)]
pub struct Run<'p> {
    /// The input.
    pub input: &'p Input,
    /// Its place among the inputs of the run, and in the report.
    pub position: usize,
    /// All of them.
    pub commons: &'p Commons<'p>,
    /// The catalogue of kinds.
    pub kinds: &'p Kinds,
}

/// Holds every policy against one input.
pub fn evaluate(run: &Run<'_>, files: &[PolicyFile], inputs: &InputValues, rules: Rules) -> Outcome {
    let input = run.input;
    let after = Stage::planned(run, Production::of(inputs));
    let audited = rules.audit || input.kind.is_audited();
    let policies: Vec<(usize, &PolicyFile, &Policy)> = files
        .iter()
        .flat_map(|file| file.policies.iter().map(move |policy| (file, policy)))
        .enumerate()
        .map(|(at, (file, policy))| (at, file, policy))
        .filter(|(_, _, policy)| audited || !policy.about.audit)
        .filter(|(_, _, policy)| input.kind != InputKind::Configuration || policy.about.configuration)
        .collect();
    let all: Vec<(&PolicyFile, &Policy)> = policies.iter().map(|(_, file, policy)| (*file, *policy)).collect();
    let mut now = judge::policies(&after, &all, inputs, rules.explain);
    let moot = now.iter_mut().zip(&all).filter(|(_, (_, policy))| is_moot(input, policy));
    for (now, _) in moot {
        now.judged.retain(|one| one.is_foreign);
        now.passed = 0;
    }
    let then = of_before(run, &after, &now, &all, inputs);
    let notes = remarks::remarks(&after);
    let routing = changes::shifts(&after.graph, run.position);
    let mut outcome = Outcome { edges: after.graph.counts(), notes, routing, ..Outcome::default() };
    for ((at, _, policy), (now, then)) in policies.iter().zip(now.into_iter().zip(then)) {
        let before = Before::of(&then);
        // A policy that is moot took no part.
        if !is_moot(input, policy) {
            outcome.seen.push((*at, now.seen));
        }
        outcome.counts.passed += now.passed;
        outcome.problems.extend(judge::problems(&now.judged));
        for one in now.judged {
            outcome.add(one, &before, run.position, rules);
        }
    }
    outcome.fold();
    outcome.problems.extend(after.graph.undeclared.iter().map(|why| Problem {
        message: why.clone(),
        location: None,
        policy: None,
    }));
    outcome.problems.extend(after.graph.differences.iter().chain(&after.bodies.differences()).map(difference));
    outcome.findings.sort_by(|a, b| order(a).cmp(&order(b)));
    outcome.problems.sort();
    outcome.problems.dedup();
    outcome
}

/// What the same policies say of what there was before, where there is something to hold against it: only what needs an
/// attribution is judged a second time, and most plans break nothing and need no graph of before.
fn of_before<'p>(
    run: &Run<'p>,
    after: &Stage<'p>,
    now: &[Ruling],
    all: &[(&PolicyFile, &Policy)],
    inputs: &InputValues,
) -> Vec<Vec<Judged>> {
    let is_open = |ruling: &Ruling| ruling.judged.iter().any(|one| one.verdict.is_some());
    let open: Vec<(usize, (&PolicyFile, &Policy))> = all
        .iter()
        .copied()
        .zip(now)
        .enumerate()
        .filter(|(_, (_, now))| is_open(now))
        .map(|(at, (one, _))| (at, one))
        .collect();
    let mut then: Vec<Vec<Judged>> = all.iter().map(|_| Vec::new()).collect();
    if open.is_empty() || !run.input.kind.has_before() {
        return then;
    }
    let (places, policies): (Vec<usize>, Vec<(&PolicyFile, &Policy)>) = open.into_iter().unzip();
    let before = after.before(run);
    for (at, ruling) in places.into_iter().zip(judge::policies(&before, &policies, inputs, false)) {
        then.get_mut(at).into_iter().zip([ruling.judged]).for_each(|(slot, judged)| *slot = judged);
    }
    then
}

/// A stack that is destroyed on purpose ends all its routes: that is one thing to say, and policies on the plan say it.
fn is_moot(input: &Input, policy: &Policy) -> bool {
    input.plan.mode == PlanMode::Destroy && matches!(policy.subject, PolicySubject::Graph { .. })
}

/// Sources that are not those of the plan do not stop the run: what they concern is resolved by plan JSON alone.
fn difference(difference: &Difference) -> Problem {
    let Difference { address, attribute, place } = difference;
    Problem {
        message: format!(
            "The configuration at hand is not the one of this plan: {attribute} of {address} differs. That resource, and \
             whatever the difference came through, is resolved by plan JSON alone."
        ),
        location: Some(place.location()),
        policy: None,
    }
}

type Order<'a> = (bool, Verdict, Level, &'a str, &'a crate::finding::Subject, &'a [crate::finding::Subject], &'a str);

/// What blocks comes first, then what is broken, then what is not known; each by policy and place.
fn order(finding: &Finding) -> Order<'_> {
    let Finding { blocks, verdict, level, policy, subject, related, message, .. } = finding;
    (!*blocks, *verdict, *level, policy, subject, related, message)
}

impl Outcome {
    fn add(&mut self, mut judged: Judged, before: &Before<'_>, position: usize, rules: Rules) {
        if judged.is_foreign {
            return self.add_foreign(judged, before, position, rules);
        }
        self.infos.extend(judged.info.take().map(|info| Info { input: position, ..*info }));
        match judged.verdict {
            None => self.counts.passed += 1,
            Some(Verdict::Fail) => self.counts.failed += 1,
            Some(Verdict::Unknown) => self.counts.unknown += 1,
        }
        if judged.finding.is_none() {
            return;
        }
        let attribution = before.attribution(&judged);
        let Some(mut finding) = judged.finding.map(|finding| *finding) else { return };
        if finding.verdict == Verdict::Unknown && rules.unknown == OnUnknown::Ignore {
            return;
        }
        finding.attribution = if judged.past { Attribution::PreExisting } else { attribution };
        finding.input = position;
        finding.blocks = blocks(&finding, rules);
        self.findings.push(finding);
    }
}

impl Outcome {
    /// The same of the input at another place of the report.
    #[must_use]
    pub fn at(mut self, position: usize) -> Self {
        self.findings.iter_mut().for_each(|finding| finding.input = position);
        self.infos.iter_mut().for_each(|info| info.input = position);
        self.routing.iter_mut().for_each(|shift| shift.input = position);
        self
    }

    /// What another input has is judged with that one. Here it counts where this plan breaks it.
    fn add_foreign(&mut self, judged: Judged, before: &Before<'_>, position: usize, rules: Rules) {
        let attribution = before.attribution(&judged);
        let finding = judged.finding.filter(|finding| finding.verdict == Verdict::Fail);
        let Some(mut finding) = finding.map(|finding| *finding) else { return };
        if judged.past || attribution == Attribution::PreExisting {
            return;
        }
        self.counts.failed += 1;
        self.told.extend(finding.subject.input.clone().map(|input| (input, finding.fingerprint.clone())));
        (finding.attribution, finding.input) = (attribution, position);
        finding.blocks = blocks(&finding, rules);
        self.findings.push(finding);
    }

    /// One fault is one finding: what blocks because of an object of this input is not said again of those of other
    /// inputs that use the object.
    fn fold(&mut self) {
        let own: BTreeSet<Subject> =
            self.findings.iter().filter(|one| one.blocks).map(|one| plain(&one.subject)).collect();
        self.findings.retain(|finding| {
            let known = |related: &Subject| related.input.is_none() && own.contains(&plain(related));
            finding.subject.input.is_none() || !finding.related.iter().any(known)
        });
    }
}

/// An object by what names it.
fn plain(subject: &Subject) -> Subject {
    Subject { attribute: None, location: None, ..subject.clone() }
}

fn blocks(finding: &Finding, rules: Rules) -> bool {
    let weighs = match rules.fail_on {
        FailOn::Never => false,
        FailOn::Advisory => true,
        FailOn::Mandatory => finding.level != Level::Advisory,
    };
    let decided = finding.verdict == Verdict::Fail || rules.unknown == OnUnknown::Fail;
    let new = rules.strict || finding.attribution != Attribution::PreExisting;
    weighs && decided && new
}

/// A whole number among the values of an object or a block.
fn number(values: &Value, name: &str) -> Option<i128> {
    values.get(name)?.as_number()?.as_i128()
}

/// A boolean that may be unknown.
fn three_valued(known: Result<bool, String>) -> Value {
    known.map_or_else(Value::unknown_because, Value::Bool)
}
