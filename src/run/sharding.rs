//! A run that is *split*: which of the inputs a part has, and the reports of all parts joined into one.
//!
//! The split goes by the sorted paths, each N-th of them to one part: it is the same on every machine, whatever order the
//! inputs are given in, and plans of one folder, which are much alike in size, are dealt to all parts.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::judging::{count_blocking, say_once};
use super::ready::Ready;
use super::{Shown, Stop, exit_code, shown, write};
use crate::cli::{Check, Merge};
use crate::finding::{Coverage, EdgeCounts, InputInfo, Joined, Report, Shard, Summary, WaiverState, WaiverUse};
use crate::options;
use crate::read::{self, Reader};
use crate::report;
use crate::settings::Settings;

/// The places of the inputs that a part has, in the order of the run.
pub(super) fn share(reader: &Reader<'_>, part: Option<(usize, usize)>) -> Vec<usize> {
    let Some((number, of)) = part else { return reader.positions() };
    let mut sorted: Vec<(&str, usize)> = reader.paths().zip(reader.positions()).collect();
    sorted.sort_unstable();
    let own = sorted.into_iter().skip(number - 1).step_by(of).map(|(_, position)| position);
    own.collect::<BTreeSet<usize>>().into_iter().collect()
}

/// What the report of a part says of itself, apart from what was judged.
pub(super) fn describe(
    reader: &Reader<'_>,
    (number, of): (usize, usize),
    neighbours: &[InputInfo],
    settings: Vec<(String, String)>,
) -> Shard {
    let positions = share(reader, Some((number, of)));
    let mut paths: Vec<&str> = reader.paths().collect();
    let own: BTreeSet<&str> = positions.iter().filter_map(|position| paths.get(*position).copied()).collect();
    let read: BTreeSet<&str> = neighbours.iter().map(|input| input.path.as_str()).chain(own).collect();
    let one_world = paths.iter().all(|path| read.contains(path));
    paths.sort_unstable();
    let list = digest(&paths);
    Shard { number, of, inputs: paths.len(), list, one_world, settings, positions, ..Shard::default() }
}

/// What a verdict depends on beside the inputs. Values that are secret are no part of it: a digest of a short one tells it.
pub(super) fn asked(options: &Check, ready: &Ready, settings: Option<&Settings>) -> Vec<(String, String)> {
    let declared = || ready.files.iter().flat_map(|file| &file.inputs).chain(crate::policy::shared_inputs());
    let secret = |name: &str| declared().any(|input| input.name == name && input.sensitive);
    let values = ready.values.iter().filter(|(name, _)| !secret(name)).map(|(name, value)| format!("{name}={value:?}"));
    let values: Vec<String> = values.collect();
    let policies = ready.files.iter().flat_map(|file| {
        let labels = file.policies.iter().map(|policy| format!("{} {:?}", policy.label, policy.level));
        labels.chain([file.source.text().to_owned()])
    });
    let policies: Vec<String> = policies.collect();
    let texts = settings.map(|settings| settings.source.text().to_owned());
    let rows = [
        ("the policies", digest(&policies)),
        ("the values of their inputs", digest(&values)),
        (".poolproof.hcl", texts.map(|text| digest(&[text])).unwrap_or_default()),
        ("--unknown", format!("{:?}", options.unknown)),
        ("--fail-on", format!("{:?}", options.fail_on)),
        ("--strict", options.strict.to_string()),
        ("--audit", options.audit.to_string()),
        ("--verbose", options.verbose.to_string()),
        ("--today", options.today.clone().unwrap_or_default()),
        ("--base", options.base.clone().unwrap_or_default()),
        ("--with", options.with.join(" ")),
        ("--config", options.read.config.join(" ")),
        ("--workspace", options.read.workspace.clone().unwrap_or_default()),
    ];
    rows.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn digest(texts: &[impl AsRef<[u8]>]) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        let text = text.as_ref();
        // The length in front, so that two lists with the same letters have two digests.
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
    hash.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

/// One report of the parts of a run; its exit code is that of the whole run.
pub(super) fn merge(options: &Merge) -> Result<u8, Stop> {
    let reports = options::reports(&options.report)?;
    let texts = read::texts(&options.reports).map_err(|error| format!("error: {error}"))?;
    let mut parts = Vec::new();
    for text in &texts {
        let report = report::back(text.text()).map_err(|why| format!("error: {}{why}", text.path()))?;
        parts.push(Part { name: text.path(), report });
    }
    is_whole(&parts)?;
    let report = join(parts);
    for (format, file) in &reports {
        let style = Shown { all: options.all, verbose: options.verbose, quiet: options.quiet, to_file: file.is_some() };
        write(&shown(&report, &[], *format, &style), file.as_deref())?;
    }
    exit_code(&report)
}

struct Part<'t> {
    name: &'t str,
    report: Report,
}

/// Every part has to be there, once, and of one run.
fn is_whole(parts: &[Part<'_>]) -> Result<(), Stop> {
    let shards = || parts.iter().filter_map(|part| Some((part.name, part.report.shard.as_ref()?)));
    let Some((first, one)) = shards().next() else { return Err("error: there is no report to join".to_owned()) };
    let mut seen: BTreeMap<usize, &str> = BTreeMap::new();
    for (name, shard) in shards() {
        let (number, of) = (shard.number, shard.of);
        if of != one.of {
            return Err(format!("error: {name}: this is part {number} of {of}, and {first} is one of {}", one.of));
        }
        if let Some(twin) = seen.insert(number, name) {
            return Err(format!("error: {name}: part {number} of {of} is there twice; {twin} is the other one"));
        }
        of_one_run((first, one), (name, shard))?;
    }
    match (1..=one.of).find(|number| !seen.contains_key(number)) {
        None => Ok(()),
        Some(missing) => Err(format!(
            "error: part {missing} of {of} is missing: nobody checked its inputs\n  what to do: run `poolproof check … --shard {missing}/{of}` again, and give merge its report",
            of = one.of
        )),
    }
}

fn of_one_run((first, one): (&str, &Shard), (name, shard): (&str, &Shard)) -> Result<(), Stop> {
    if (one.inputs, &one.list) != (shard.inputs, &shard.list) {
        return Err(format!(
            "error: {name}: this part was dealt from another list of inputs ({}) than {first} ({})\n  what to do: give `check` the same paths on every machine",
            shard.inputs, one.inputs
        ));
    }
    let differs = shard.settings.iter().find(|setting| !one.settings.contains(setting));
    let missing = one.settings.iter().find(|setting| !shard.settings.contains(setting));
    match differs.or(missing) {
        None => Ok(()),
        Some((what, _)) => Err(format!(
            "error: {name}: this part was judged by other settings than {first}: {what}\n  what to do: run every part with the same options, policies and .poolproof.hcl"
        )),
    }
}

/// The report that one run over all inputs would have made, as far as the parts saw the same.
fn join(mut parts: Vec<Part<'_>>) -> Report {
    parts.sort_by_key(|part| part.report.shard.as_ref().map(|shard| shard.number));
    let (places, inputs) = order(&parts);
    let one_world = parts.iter().filter_map(|part| part.report.shard.as_ref()).all(|shard| shard.one_world);
    let mut whole = Report { inputs, joined: Some(Joined { shards: parts.len(), one_world }), ..Report::default() };
    let mut problems = Vec::new();
    let mut told = BTreeSet::new();
    let mut waivers = Vec::new();
    for (at, Part { report, .. }) in parts.into_iter().enumerate() {
        let place = |input: usize| places.get(&(at, input)).copied().unwrap_or_default();
        let shard = report.shard.unwrap_or_default();
        told.extend(shard.told);
        problems.extend(shard.problems.into_iter().map(place).zip(report.problems));
        add(&mut whole.summary, report.summary);
        whole.rules.extend(report.rules);
        whole.neighbours.extend(report.neighbours);
        whole.coverage.extend(report.coverage);
        whole.findings.extend(report.findings.into_iter().map(|mut finding| {
            finding.input = place(finding.input);
            finding
        }));
        whole.routing.extend(report.routing.into_iter().map(|mut shift| {
            shift.input = place(shift.input);
            shift
        }));
        whole.infos.extend(report.infos.into_iter().map(|mut info| {
            info.input = place(info.input);
            info
        }));
        waivers.extend(report.waivers);
    }
    problems.sort_by_key(|(input, _)| *input);
    whole.problems = problems.into_iter().map(|(_, problem)| problem).collect();
    whole.waivers = joined_waivers(waivers);
    tidy(&mut whole, &told);
    whole
}

/// The inputs of all parts in the order of the run, and the place there of each input of each part.
fn order(parts: &[Part<'_>]) -> (BTreeMap<(usize, usize), usize>, Vec<InputInfo>) {
    let mut all: Vec<(usize, &InputInfo, (usize, usize))> = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let positions = part.report.shard.iter().flat_map(|shard| &shard.positions);
        let inputs = part.report.inputs.iter().zip(positions).enumerate();
        all.extend(inputs.map(|(input, (info, position))| (*position, info, (at, input))));
    }
    all.sort_by(|a, b| (a.0, &a.1.path).cmp(&(b.0, &b.1.path)));
    let places = all.iter().enumerate().map(|(place, (.., key))| (*key, place)).collect();
    (places, all.into_iter().map(|(_, info, _)| info.clone()).collect())
}

fn add(whole: &mut Summary, part: Summary) {
    let (a, b) = (whole.edges, part.edges);
    *whole = Summary {
        policies: 0,
        evaluations: whole.evaluations + part.evaluations,
        passed: whole.passed + part.passed,
        failed: whole.failed + part.failed,
        unknown: whole.unknown + part.unknown,
        waived: 0,
        blocking: 0,
        edges: EdgeCounts {
            exact: a.exact + b.exact,
            possible: a.possible + b.possible,
            unresolved: a.unresolved + b.unresolved,
        },
    };
}

/// What was appended part by part, in the order of a single run.
fn tidy(whole: &mut Report, told: &BTreeSet<(String, String)>) {
    whole.rules.sort();
    whole.rules.dedup();
    whole.summary.policies = whole.rules.len();
    // A neighbour of one part is an input of another.
    let mut known: BTreeSet<String> = whole.inputs.iter().map(|input| input.path.clone()).collect();
    whole.neighbours.retain(|neighbour| known.insert(neighbour.path.clone()));
    whole.routing.sort_by_key(|shift| shift.input);
    whole.infos.sort();
    whole.infos.dedup();
    let mut blocks: BTreeMap<usize, Coverage> = BTreeMap::new();
    for one in std::mem::take(&mut whole.coverage) {
        let joined = match blocks.remove(&one.block) {
            Some(known) => known.and(&one),
            None => one,
        };
        blocks.insert(joined.block, joined);
    }
    whole.coverage = blocks.into_values().collect();
    whole.coverage.sort();
    say_once(whole, told);
    count_blocking(whole);
}

/// A waiver stands in the report of every part; it is of use where it covers a finding in one of them.
fn joined_waivers(waivers: Vec<WaiverUse>) -> Vec<WaiverUse> {
    let mut all: BTreeMap<(String, usize, usize, String), WaiverUse> = BTreeMap::new();
    for waiver in waivers {
        let at = &waiver.waived.source;
        // One that says too little has no policy to be told apart by.
        let policy = if waiver.state == WaiverState::Invalid { "" } else { &waiver.policy };
        let key = (at.path.clone(), at.line, at.column, policy.to_owned());
        let joined = match all.remove(&key) {
            Some(known) => both(known, waiver),
            None => waiver,
        };
        all.insert(key, joined);
    }
    all.into_values().collect()
}

fn both(known: WaiverUse, other: WaiverUse) -> WaiverUse {
    let findings = known.findings + other.findings;
    let known_says_more = known.state == WaiverState::Applied || other.state == WaiverState::Unmatched;
    WaiverUse { findings, ..if known_says_more { known } else { other } }
}
