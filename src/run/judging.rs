//! From inputs to a report: every policy on every input, and what waivers take out of it.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::evaluate::{self, Ignores, InputValues, Outcome, Rules, Seen, Told, Waiving};
use crate::finding::{Attribution, Coverage, EdgeCounts, Finding, InputInfo, Problem, Report, Summary, Tally};
use crate::graph::{self, Commons, Kinds, Names, World};
use crate::input::Input;
use crate::options;
use crate::picture::Picture;
use crate::policy::PolicyFile;
use crate::read;

/// Waivers take findings out of what blocks.
pub(super) fn waive(report: &mut Report, ignores: &[Ignores], waiving: &Waiving<'_>) {
    let taking_part: Vec<&str> = report.rules.iter().map(|rule| rule.label.as_str()).collect();
    let waiving = Waiving { taking_part: &taking_part, ..*waiving };
    report.waivers = evaluate::waive(&mut report.findings, ignores, &waiving);
    count_blocking(report);
}

/// What blocks comes first over all inputs; inside, the order of the inputs stays.
pub(super) fn count_blocking(report: &mut Report) {
    report.findings.sort_by_key(|finding| (!finding.blocks, finding.input));
    report.summary.blocking = report.findings.iter().filter(|finding| finding.blocks).count();
    report.summary.waived = report.findings.iter().filter(|finding| finding.waiver.is_some()).count();
}

/// A report, with what else a run needs of its inputs once they were judged.
pub(super) struct Judged {
    pub(super) report: Report,
    /// What is said here of objects of other inputs.
    pub(super) told: BTreeSet<Told>,
    /// The input that each problem belongs to.
    pub(super) problems: Vec<usize>,
    /// The comments that waive something, by input.
    pub(super) ignores: Vec<Ignores>,
    /// The graph of each input, where pictures are wanted.
    pub(super) pictures: Vec<Picture>,
}

/// What inputs are held against.
#[derive(Clone, Copy)]
pub(super) struct Judge<'j> {
    pub(super) kinds: &'j Kinds,
    pub(super) files: &'j [PolicyFile],
    pub(super) values: &'j InputValues,
    pub(super) rules: Rules,
    /// The pictures of the inputs are wanted.
    pub(super) draws: bool,
}

/// Two inputs that manage one object, and the object.
type Pictures = Vec<(usize, usize, String)>;

/// What is left of an input once it was judged.
struct Left {
    info: InputInfo,
    /// A neighbour has none.
    outcome: Option<Outcome>,
    problems: Vec<Problem>,
    ignores: Ignores,
    picture: Picture,
    audited: bool,
}

/// Reads the input at a place of a run.
pub(super) type Read<'r> = dyn Fn(usize) -> Result<Input, String> + Sync + 'r;

/// Holds every policy against every input. Neighbours are evidence, and have no findings of their own.
pub fn judge(
    inputs: &[Input],
    neighbours: &[Input],
    kinds: &Kinds,
    files: &[PolicyFile],
    values: &InputValues,
    rules: Rules,
) -> Report {
    Judge { kinds, files, values, rules, draws: false }.at_once(inputs, neighbours).report
}

/// The same of `count` inputs that are read when they are wanted and not kept.
///
/// # Errors
/// The first input that cannot be read.
pub fn judge_in_turn(
    read: &(dyn Fn(usize) -> Result<Input, String> + Sync),
    count: usize,
    kinds: &Kinds,
    files: &[PolicyFile],
    values: &InputValues,
    rules: Rules,
) -> Result<Report, String> {
    Ok(Judge { kinds, files, values, rules, draws: false }.in_turn(read, count, count)?.report)
}

impl<'j> Judge<'j> {
    /// Judges inputs that are all at hand.
    pub(super) fn at_once(&self, inputs: &[Input], neighbours: &[Input]) -> Judged {
        let all: Vec<(usize, &Input)> = inputs.iter().chain(neighbours).enumerate().collect();
        let (left, commons) = self.group(&all, inputs.len());
        self.judged(left, &pictures(&commons, &all))
    }

    /// Judges inputs one by one and lets go of each: of all of them only the names are kept by which they may know each
    /// other's objects. Those that do are read again, and judged together. From `count` on they are neighbours.
    pub(super) fn in_turn(&self, read: &Read<'_>, count: usize, all: usize) -> Result<Judged, String> {
        let alone = |at: usize| {
            let input = read(at)?;
            let (left, commons) = self.group(&[(at, &input)], count);
            Ok((left, commons.names(0)))
        };
        let alone: Vec<Result<(Vec<Left>, Names), String>> = (0..all).into_par_iter().map(alone).collect();
        let (left, names): (Vec<Vec<Left>>, Vec<Names>) =
            alone.into_iter().collect::<Result<Vec<_>, String>>()?.into_iter().unzip();
        let mut left: Vec<Left> = left.into_iter().flatten().collect();
        let mut shared = Pictures::new();
        for group in graph::groups(&names).into_iter().filter(|group| group.len() > 1) {
            let inputs: Vec<Result<Input, String>> = group.par_iter().map(|at| read(*at)).collect();
            let inputs = inputs.into_iter().collect::<Result<Vec<_>, String>>()?;
            let inputs: Vec<(usize, &Input)> = group.iter().copied().zip(&inputs).collect();
            let (again, commons) = self.group(&inputs, count);
            shared.extend(pictures(&commons, &inputs));
            for (at, one) in group.into_iter().zip(again) {
                left.get_mut(at).into_iter().zip([one]).for_each(|(slot, one)| *slot = one);
            }
        }
        Ok(self.judged(left, &shared))
    }

    /// Holds the policies against inputs that may say something of each other, each with its place in the run.
    fn group<'p>(&self, all: &[(usize, &'p Input)], count: usize) -> (Vec<Left>, Commons<'p>)
    where
        'j: 'p,
    {
        let inputs: Vec<&Input> = all.iter().map(|(_, input)| *input).collect();
        let commons = Commons::of(&inputs, self.kinds);
        let left = all.par_iter().enumerate().map(|(position, (place, input))| {
            let run = evaluate::Run { input, position, commons: &commons, kinds: self.kinds };
            self.left(&run, *place, *place < count)
        });
        (left.collect(), commons)
    }

    fn left(&self, run: &evaluate::Run<'_>, place: usize, is_judged: bool) -> Left {
        let input = run.input;
        let drawn = is_judged && self.draws;
        Left {
            info: info(input),
            outcome: is_judged.then(|| evaluate::evaluate(run, self.files, self.values, self.rules).at(place)),
            problems: problems(input),
            ignores: ignores(input),
            picture: if drawn {
                graph::Graph::build(&World::planned(input, self.kinds)).picture()
            } else {
                Picture::default()
            },
            audited: is_judged && input.kind.is_audited(),
        }
    }

    fn judged(&self, left: Vec<Left>, pictures: &Pictures) -> Judged {
        let (own, neighbours): (Vec<&Left>, Vec<&Left>) = left.iter().partition(|one| one.outcome.is_some());
        let infos = |all: &[&Left]| all.iter().map(|one| one.info.clone()).collect();
        let mut report = Report { inputs: infos(&own), neighbours: infos(&neighbours), ..Report::default() };
        tell_pictures(pictures, &mut report);
        let audited = self.rules.audit || own.iter().any(|one| one.audited);
        report.rules = options::rules_of(self.files, audited);
        report.summary.policies = report.rules.len();
        let outcomes: Vec<&Outcome> = own.iter().filter_map(|one| one.outcome.as_ref()).collect();
        let told: BTreeSet<Told> = outcomes.iter().flat_map(|outcome| outcome.told.iter().cloned()).collect();
        report.coverage = covered(self.files, &outcomes);
        let mut judged = Judged { report, told, problems: Vec::new(), ignores: Vec::new(), pictures: Vec::new() };
        let own = left.into_iter().filter_map(|mut one| Some((one.outcome.take()?, one)));
        own.enumerate().for_each(|(position, (outcome, one))| judged.add(position, outcome, one));
        judged.report.infos.sort();
        judged.report.infos.dedup();
        say_once(&mut judged.report, &judged.told);
        count_blocking(&mut judged.report);
        excuse(&mut judged.report, self.files);
        judged
    }
}

impl Judged {
    fn add(&mut self, position: usize, outcome: Outcome, left: Left) {
        let report = &mut self.report;
        add(&mut report.summary, &outcome);
        report.problems.extend(left.problems);
        if let Some(input) = report.inputs.get_mut(position) {
            tally(&mut input.tally, &outcome);
            input.notes.extend(outcome.notes.iter().cloned());
        }
        report.routing.extend(outcome.routing);
        report.infos.extend(outcome.infos);
        report.findings.extend(outcome.findings);
        report.problems.extend(outcome.problems);
        self.problems.resize(report.problems.len(), position);
        self.ignores.push(left.ignores);
        self.pictures.push(left.picture);
    }
}

fn pictures(commons: &Commons<'_>, all: &[(usize, &Input)]) -> Pictures {
    let place = |here: usize| all.get(here).map(|(place, _)| *place).unwrap_or_default();
    commons.pictures().into_iter().map(|(a, b, object)| (place(a), place(b), object.to_owned())).collect()
}

/// The comments of an input's configuration that waive something.
fn ignores(input: &Input) -> Ignores {
    let modules = input.configuration.iter().flat_map(|tree| &tree.modules);
    modules
        .flat_map(|(module, content)| content.ignores.iter().map(|ignore| (module.clone(), ignore.clone())))
        .collect()
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
fn tell_pictures(pictures: &Pictures, report: &mut Report) {
    let later: BTreeSet<usize> = pictures.iter().map(|(_, later, _)| *later).collect();
    let mut states: BTreeMap<usize, Vec<(usize, &str)>> = BTreeMap::new();
    for (first, other, object) in pictures.iter().filter(|(first, ..)| !later.contains(first)) {
        states.entry(*first).or_default().push((*other, object));
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

/// A built-in policy stops only where a plan lacks what every provider writes: it is not broken, and there is nothing in it
/// to mend.
fn excuse(report: &mut Report, files: &[PolicyFile]) {
    let own = files.iter().filter(|file| !read::is_built_in(&file.source)).flat_map(|file| &file.policies);
    let own: BTreeSet<&str> = own.map(|policy| policy.label.as_str()).collect();
    for problem in &mut report.problems {
        problem.policy = problem.policy.take().filter(|label| own.contains(label.as_str()));
    }
}

/// How many subjects each policy that took part was for, over all inputs.
fn covered(files: &[PolicyFile], outcomes: &[&Outcome]) -> Vec<Coverage> {
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
