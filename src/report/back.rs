//! A JSON report of a part of a run, read *back* into the model that it was made from: the way of [`super::json`] in the
//! other direction. It reads what this very release writes, and no text of it is trusted to be that.

mod finding;

use std::collections::BTreeSet;

use serde::Deserialize;

use finding::{FindingIn, WaivedIn};

use super::json::FORMAT_VERSION;
use super::shard::{At, Rest, RuleRest, ShardOut, TallyRest};
use crate::finding::{
    Coverage, EdgeCounts, Info, InputInfo, Level, Problem, Reach, Report, Rule, Shard, Share, Shift, Summary, Tally,
    Turn, WaiverState, WaiverUse,
};

/// Reads the report of a part of a run.
///
/// # Errors
/// Why it is none, in words that follow its name.
pub fn back(text: &str) -> Result<Report, String> {
    let head: Head = serde_json::from_str(text).map_err(|error| match error.is_eof() {
        true => format!(
            ": the JSON stops in the middle, after {} bytes\n  what to do: write it again, and see that the disk has room",
            text.len()
        ),
        false => no_report(),
    })?;
    let (Some(format), Some(version)) = (head.format_version, head.poolproof_version) else { return Err(no_report()) };
    let ours = env!("CARGO_PKG_VERSION");
    if format != FORMAT_VERSION || version != ours {
        return Err(format!(
            ": poolproof {version} wrote this report, and this is {ours}\n  what to do: use one release for all parts of a run and for merge"
        ));
    }
    if head.joined.is_some() {
        return Err(": this report was joined already\n  what to do: give merge the reports of the parts".to_owned());
    }
    if head.shard.is_none() {
        return Err(": this is the report of a whole run, not of a part of one\n  what to do: run `poolproof check … --shard K/N --report json=FILE` for each K".to_owned());
    }
    let document: Document = serde_json::from_str(text).map_err(|error| damaged(&error.to_string()))?;
    document.report().ok_or_else(|| damaged("its parts do not fit each other"))
}

fn no_report() -> String {
    ": this is no JSON report of a check\n  what to do: merge takes what `poolproof check … --shard K/N --report json=FILE` writes".to_owned()
}

fn damaged(why: &str) -> String {
    format!(": this is no report as poolproof writes it: {why}\n  what to do: run that part of the check again")
}

#[derive(Deserialize)]
struct Head {
    format_version: Option<String>,
    poolproof_version: Option<String>,
    shard: Option<serde::de::IgnoredAny>,
    joined: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Document {
    shard: ShardOut,
    inputs: Vec<InputIn>,
    #[serde(default)]
    neighbours: Vec<InputIn>,
    findings: Vec<FindingIn>,
    routing: Vec<ShiftIn>,
    waivers: Vec<WaiverIn>,
    problems: Vec<ProblemIn>,
    infos: Vec<InfoIn>,
    policies: Vec<CoverageIn>,
    summary: SummaryIn,
}

impl Document {
    /// Nothing where a list and its rest are not of one length, or a word is none that is known.
    fn report(self) -> Option<Report> {
        let ShardOut { number, of, inputs, one_world, rest } = self.shard;
        let Rest { list, settings, positions, problems, told, rules, tallies, findings, with_balancer, coverage } =
            rest;
        let lengths = [
            (self.inputs.len(), positions.len()),
            (self.inputs.len(), tallies.len()),
            (self.problems.len(), problems.len()),
            (self.findings.len(), findings.len()),
            (self.routing.len(), with_balancer.len()),
            (self.policies.len(), coverage.len()),
        ];
        if lengths.iter().any(|(have, rest)| have != rest) || !(1..=of).contains(&number) {
            return None;
        }
        let known = self.inputs.len();
        let own = |input: usize| (input < known).then_some(());
        problems.iter().try_for_each(|input| own(*input))?;
        self.findings.iter().try_for_each(|finding| own(finding.input))?;
        self.routing.iter().try_for_each(|shift| own(shift.input))?;
        self.infos.iter().try_for_each(|info| own(info.input))?;
        let told: BTreeSet<(String, String)> = told.into_iter().collect();
        let shard = Shard { number, of, inputs, list, one_world, settings, positions, problems, told };
        Some(Report {
            shard: Some(shard),
            joined: None,
            inputs: self
                .inputs
                .into_iter()
                .zip(tallies)
                .map(|(input, tally)| input.info(tally))
                .collect::<Option<_>>()?,
            neighbours: self
                .neighbours
                .into_iter()
                .map(|input| input.info(TallyRest::default()))
                .collect::<Option<_>>()?,
            rules: rules.into_iter().map(rule).collect::<Option<_>>()?,
            findings: self
                .findings
                .into_iter()
                .zip(findings)
                .map(|(one, rest)| one.finding(rest))
                .collect::<Option<_>>()?,
            routing: self
                .routing
                .into_iter()
                .zip(with_balancer)
                .map(|(one, with)| one.shift(with))
                .collect::<Option<_>>()?,
            waivers: self.waivers.into_iter().map(WaiverIn::waiver).collect::<Option<_>>()?,
            problems: self.problems.into_iter().map(ProblemIn::problem).collect(),
            infos: self.infos.into_iter().map(InfoIn::info).collect(),
            coverage: self.policies.into_iter().zip(coverage).map(|(one, rest)| one.coverage(rest)).collect(),
            summary: self.summary.summary(),
        })
    }
}

/// The word of ours that a text is.
fn word(text: &str, known: &[&'static str]) -> Option<&'static str> {
    known.iter().find(|known| **known == text).copied()
}

fn at(location: Option<At>) -> Option<crate::source::Location> {
    location.map(At::location)
}

fn rule(rule: RuleRest) -> Option<Rule> {
    let RuleRest { label, title, why, fix, level, audit } = rule;
    let level = match level {
        Some(level) => Some(Level::parse(&level)?),
        None => None,
    };
    Some(Rule { label, title, why, fix, level, audit })
}

#[derive(Deserialize)]
struct InputIn {
    path: String,
    kind: String,
    terraform_version: Option<String>,
    configuration: ConfigurationIn,
    notes: Vec<String>,
    workspace: Option<String>,
}

#[derive(Deserialize)]
struct ConfigurationIn {
    source: String,
    path: Option<String>,
    modules: usize,
}

impl InputIn {
    fn info(self, tally: TallyRest) -> Option<InputInfo> {
        let TallyRest { evaluations, unresolved, problems } = tally;
        Some(InputInfo {
            kind: word(&self.kind, &["plan", "saved_plan", "state", "configuration"])?,
            configuration_source: word(&self.configuration.source, &["directory", "saved_plan", "none"])?,
            path: self.path,
            terraform_version: self.terraform_version,
            configuration_path: self.configuration.path,
            modules: self.configuration.modules,
            notes: self.notes,
            workspace: self.workspace,
            tally: Tally { evaluations, unresolved, problems },
        })
    }
}

#[derive(Deserialize)]
struct WaiverIn {
    policy: String,
    #[serde(flatten)]
    waived: WaivedIn,
    state: String,
    findings: usize,
    note: String,
    added: Option<bool>,
}

impl WaiverIn {
    fn waiver(self) -> Option<WaiverUse> {
        let states = [
            WaiverState::Applied,
            WaiverState::Expired,
            WaiverState::Unmatched,
            WaiverState::Refused,
            WaiverState::Invalid,
        ];
        Some(WaiverUse {
            state: states.into_iter().find(|state| state.word() == self.state)?,
            policy: self.policy,
            waived: self.waived.waived(),
            findings: self.findings,
            note: self.note,
            added: self.added,
        })
    }
}

#[derive(Deserialize)]
struct ProblemIn {
    message: String,
    location: Option<At>,
    policy: Option<String>,
}

impl ProblemIn {
    fn problem(self) -> Problem {
        Problem { message: self.message, location: at(self.location), policy: self.policy }
    }
}

#[derive(Deserialize)]
struct InfoIn {
    policy: String,
    address: String,
    message: String,
    input: usize,
}

impl InfoIn {
    fn info(self) -> Info {
        let Self { policy, address, message, input } = self;
        Info { policy, address, message, input }
    }
}

#[derive(Deserialize)]
struct CoverageIn {
    policy: String,
    built_in: bool,
    subject: String,
    matched: usize,
    of: usize,
    why: Option<String>,
}

impl CoverageIn {
    fn coverage(self, rest: super::shard::CoverageRest) -> Coverage {
        let Self { policy, built_in, subject, matched, of, why } = self;
        let super::shard::CoverageRest { fitting, considered, near, selects, what, pattern, operations, block } = rest;
        let reach = Reach { selects, what, pattern, operations };
        let why = why.unwrap_or_default();
        Coverage { policy, built_in, subject, matched, of, why, fitting, considered, near, reach, block }
    }
}

#[derive(Deserialize)]
struct ShiftIn {
    input: usize,
    kind: String,
    address: String,
    change: String,
    load_balancer: Option<String>,
    priority: SidesIn,
    conditions: SidesIn,
    shares: Vec<ShareIn>,
}

#[derive(Deserialize)]
struct SidesIn {
    before: Option<String>,
    after: Option<String>,
}

#[derive(Deserialize)]
struct ShareIn {
    to: String,
    kind: String,
    before: Option<f64>,
    after: Option<f64>,
    why: Option<String>,
}

impl ShiftIn {
    fn shift(self, with_balancer: bool) -> Option<Shift> {
        let turns = [Turn::Added, Turn::Removed, Turn::Changed];
        Some(Shift {
            input: self.input,
            kind: word(&self.kind, &["listener", "rule"])?,
            address: self.address,
            turn: turns.into_iter().find(|turn| turn.word() == self.change)?,
            load_balancer: self.load_balancer,
            with_balancer,
            priority: [self.priority.before, self.priority.after],
            conditions: [self.conditions.before, self.conditions.after],
            shares: self.shares.into_iter().map(ShareIn::share).collect::<Option<_>>()?,
        })
    }
}

impl ShareIn {
    fn share(self) -> Option<Share> {
        let Self { to, kind, before, after, why } = self;
        Some(Share { to, kind: word(&kind, &["pool", "redirect", "fixed_response"])?, before, after, why })
    }
}

#[derive(Deserialize)]
struct SummaryIn {
    policies: usize,
    evaluations: usize,
    passed: usize,
    failed: usize,
    unknown: usize,
    waived: usize,
    blocking: usize,
    edges: EdgesIn,
}

#[derive(Deserialize)]
struct EdgesIn {
    exact: usize,
    possible: usize,
    unresolved: usize,
}

impl SummaryIn {
    fn summary(self) -> Summary {
        let Self { policies, evaluations, passed, failed, unknown, waived, blocking, edges } = self;
        let EdgesIn { exact, possible, unresolved } = edges;
        let edges = EdgeCounts { exact, possible, unresolved };
        Summary { policies, evaluations, passed, failed, unknown, waived, blocking, edges }
    }
}
