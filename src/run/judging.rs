//! From inputs to a report: every policy on every input, and what waivers take out of it.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::evaluate::{self, InputValues, Outcome, Rules, Seen, Told, Waiving};
use crate::finding::{Attribution, Coverage, EdgeCounts, Finding, InputInfo, Problem, Report, Summary, Tally};
use crate::graph::{Commons, Kinds};
use crate::input::Input;
use crate::options;
use crate::policy::PolicyFile;
use crate::read;

/// Waivers take findings out of what blocks.
pub(super) fn waive(report: &mut Report, inputs: &[Input], waiving: &Waiving<'_>) {
    let taking_part: Vec<&str> = report.rules.iter().map(|rule| rule.label.as_str()).collect();
    let waiving = Waiving { taking_part: &taking_part, ..*waiving };
    report.waivers = evaluate::waive(&mut report.findings, inputs, &waiving);
    count_blocking(report);
}

/// What blocks comes first over all inputs; inside, the order of the inputs stays.
pub(super) fn count_blocking(report: &mut Report) {
    report.findings.sort_by_key(|finding| (!finding.blocks, finding.input));
    report.summary.blocking = report.findings.iter().filter(|finding| finding.blocks).count();
    report.summary.waived = report.findings.iter().filter(|finding| finding.waiver.is_some()).count();
}

/// A report, with what it takes to join it with those of other parts of the run.
pub(super) struct Judged {
    pub(super) report: Report,
    /// What is said here of objects of other inputs.
    pub(super) told: BTreeSet<Told>,
    /// The input that each problem belongs to.
    pub(super) problems: Vec<usize>,
}

/// Holds every policy against every input. Neighbours are evidence, and have no findings of their own.
pub fn judge(
    inputs: &[Input],
    neighbours: &[Input],
    kinds: &Kinds,
    files: &[PolicyFile],
    values: &InputValues,
    rules: Rules,
) -> Report {
    judged(inputs, neighbours, kinds, files, values, rules).report
}

pub(super) fn judged(
    inputs: &[Input],
    neighbours: &[Input],
    kinds: &Kinds,
    files: &[PolicyFile],
    values: &InputValues,
    rules: Rules,
) -> Judged {
    let all: Vec<&Input> = inputs.iter().chain(neighbours).collect();
    let commons = Commons::of(&all, kinds);
    let outcomes: Vec<Outcome> = inputs
        .par_iter()
        .enumerate()
        .map(|(position, input)| {
            let run = evaluate::Run { input, position, commons: &commons, kinds };
            evaluate::evaluate(&run, files, values, rules)
        })
        .collect();
    let mut report = Report { inputs: inputs.iter().map(info).collect(), ..Report::default() };
    report.neighbours = neighbours.iter().map(info).collect();
    tell_pictures(&commons, &mut report);
    let audited = rules.audit || inputs.iter().any(|input| input.kind.is_audited());
    report.rules = options::rules_of(files, audited);
    report.summary.policies = report.rules.len();
    let mut owners = Vec::new();
    let told: BTreeSet<Told> = outcomes.iter().flat_map(|outcome| outcome.told.iter().cloned()).collect();
    report.coverage = covered(files, &outcomes);
    for ((position, outcome), input) in outcomes.into_iter().enumerate().zip(inputs) {
        add(&mut report.summary, &outcome);
        report.problems.extend(problems(input));
        if let Some(input) = report.inputs.get_mut(position) {
            tally(&mut input.tally, &outcome);
            input.notes.extend(outcome.notes.iter().cloned());
        }
        report.routing.extend(outcome.routing);
        report.infos.extend(outcome.infos);
        report.findings.extend(outcome.findings);
        report.problems.extend(outcome.problems);
        owners.resize(report.problems.len(), position);
    }
    report.infos.sort();
    report.infos.dedup();
    say_once(&mut report, &told);
    count_blocking(&mut report);
    Judged { report, told, problems: owners }
}

/// What the plan that breaks it says of the object of another input is not said again there.
pub(super) fn say_once(report: &mut Report, told: &BTreeSet<Told>) {
    let inputs = &report.inputs;
    let again = |finding: &Finding| {
        let input = inputs.get(finding.input).map(|input| input.path.clone()).unwrap_or_default();
        finding.attribution == Attribution::PreExisting && told.contains(&(input, finding.fingerprint.clone()))
    };
    report.findings.retain(|finding| !again(finding));
}

/// Inputs that manage one object are no evidence for each other, and a reader has to know it: once for all pictures of a
/// state, not for each pair of them.
fn tell_pictures(commons: &Commons<'_>, report: &mut Report) {
    let pictures = commons.pictures();
    let later: BTreeSet<usize> = pictures.iter().map(|(_, later, _)| *later).collect();
    let mut states: BTreeMap<usize, Vec<(usize, &str)>> = BTreeMap::new();
    for (first, other, object) in pictures.into_iter().filter(|(first, ..)| !later.contains(first)) {
        states.entry(first).or_default().push((other, object));
    }
    for (first, others) in states {
        let Some((other, object)) = others.first() else { continue };
        let named = report.inputs.iter().chain(&report.neighbours).nth(*other).map_or("", |input| &input.path);
        let who = match others.len() {
            1 => format!("{named} manages"),
            2 => format!("{named} and another input manage"),
            count => format!("{named} and {} other inputs manage", count - 1),
        };
        let note = format!("{who} {object} too, so they are taken for one state and not held against each other.");
        report.inputs.get_mut(first).into_iter().for_each(|input| input.notes.push(note.clone()));
    }
}

/// How many subjects each policy that took part was for, over all inputs.
fn covered(files: &[PolicyFile], outcomes: &[Outcome]) -> Vec<Coverage> {
    let policies = files.iter().flat_map(|file| file.policies.iter().map(move |policy| (file, policy)));
    let mut seen: BTreeMap<usize, Vec<&Seen>> = BTreeMap::new();
    for (at, one) in outcomes.iter().flat_map(|outcome| &outcome.seen) {
        seen.entry(*at).or_default().push(one);
    }
    let all = policies.enumerate().filter_map(|(at, (file, policy))| {
        let seen = seen.get(&at)?;
        Some(evaluate::coverage(policy, read::is_built_in(&file.source), at, seen))
    });
    let mut all: Vec<Coverage> = all.collect();
    all.sort();
    all
}

fn add(summary: &mut Summary, outcome: &Outcome) {
    let counts = outcome.counts;
    summary.passed += counts.passed;
    summary.failed += counts.failed;
    summary.unknown += counts.unknown;
    summary.evaluations += counts.passed + counts.failed + counts.unknown;
    let (exact, possible, unresolved) = outcome.edges;
    let EdgeCounts { exact: e, possible: p, unresolved: u } = summary.edges;
    summary.edges = EdgeCounts { exact: e + exact, possible: p + possible, unresolved: u + unresolved };
}

fn tally(tally: &mut Tally, outcome: &Outcome) {
    let counts = outcome.counts;
    tally.evaluations += counts.passed + counts.failed + counts.unknown;
    tally.unresolved += outcome.edges.2;
    tally.problems += outcome.problems.len();
}

/// What is wrong with the configuration of an input.
fn problems(input: &Input) -> Vec<Problem> {
    let inside = input.configuration.iter().flat_map(|tree| &tree.problems);
    input.problems.iter().chain(inside).cloned().collect()
}

fn info(input: &Input) -> InputInfo {
    InputInfo {
        path: input.path.clone(),
        kind: input.kind.word(),
        terraform_version: input.plan.terraform_version.clone(),
        configuration_source: input.configuration_source.word(),
        configuration_path: input.configuration_path.clone(),
        modules: input.configuration.as_ref().map_or(0, |tree| tree.modules.len()),
        notes: input.notes.clone(),
        workspace: input.configuration.as_ref().and_then(|tree| tree.workspace.clone()),
        tally: Tally { problems: problems(input).len(), ..Tally::default() },
    }
}
