//! The order of an apply, its stops and its windows, against what recorded applies did, step by step.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use poolproof::graph::{Graph, Kinds, World};
use poolproof::input::Input;
use poolproof::order::{Half, Order, Step, Sureness};
use poolproof::read::{self, Request};
use serde::Deserialize;

use crate::cases;
use crate::tool::{poolproof, root};

/// A batch of scenarios that went through one apply, several times.
struct Batch {
    name: String,
    folder: PathBuf,
    seen: Seen,
}

/// `steps.json`.
#[derive(Deserialize)]
struct Seen {
    scenarios: BTreeMap<String, String>,
    start: Account,
    runs: Vec<Run>,
}

#[derive(Deserialize, Clone, Default)]
struct Account {
    #[serde(default)]
    forwards: BTreeMap<String, Option<BTreeMap<String, i64>>>,
    #[serde(default)]
    targets: BTreeMap<String, Option<usize>>,
}

#[derive(Deserialize)]
struct Run {
    parallelism: usize,
    printed: Vec<String>,
    steps: Vec<Call>,
}

#[derive(Deserialize)]
struct Call {
    #[serde(flatten)]
    changed: Account,
}

/// A route by listener or rule, and why it ends nowhere.
type Dead = (String, &'static str);

fn batches() -> Vec<Batch> {
    let folder = root().join("testdata/apply");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let read = |folder: PathBuf| {
        let text = std::fs::read_to_string(folder.join("steps.json")).unwrap();
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        Batch { seen: serde_json::from_str(&text).unwrap(), name, folder }
    };
    folders.into_iter().map(read).collect()
}

/// The plans of the batches, with their saved plans and without.
pub(crate) fn inputs() -> Vec<Input> {
    batches().iter().flat_map(|batch| [input(&batch.folder, true), input(&batch.folder, false)]).collect()
}

fn input(folder: &std::path::Path, saved_plan: bool) -> Input {
    let path = |file: &str| folder.join(file).to_str().unwrap().to_owned();
    let config = if saved_plan { vec![path("plan.tfplan")] } else { Vec::new() };
    let request = Request { inputs: vec![path("plan.json")], config, ..Request::default() };
    read::inputs(&request).unwrap().pop().unwrap()
}

fn order(input: &Input) -> (Order, Vec<String>) {
    let kinds = Kinds::built_in();
    let graph = Graph::build(&World::planned(input, &kinds));
    let routes = graph.edges.iter().map(|edge| graph.nodes[edge.from].name.clone()).collect();
    (Order::of(input, &graph), routes)
}

/// For each step those before it, in the names that Terraform's graph has.
fn closed(waits: &BTreeMap<String, BTreeSet<String>>) -> BTreeMap<String, BTreeSet<String>> {
    let before = |step: &String| {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&String> = waits.get(step).into_iter().flatten().collect();
        while let Some(earlier) = open.pop() {
            if seen.insert(earlier.clone()) {
                open.extend(waits.get(earlier).into_iter().flatten());
            }
        }
        seen
    };
    waits.keys().map(|step| (step.clone(), before(step))).collect()
}

/// A step as Terraform's graph names it. The key of what a replacement deposes is new in every graph.
fn spelled(input: &Input, step: Step) -> String {
    let change = &input.plan.changes[step.change];
    match (step.half, change.deposed.is_some() || change.actions.creates_first()) {
        (Half::Make, _) => change.address.to_string(),
        (Half::Destroy, false) => format!("{} (destroy)", change.address),
        (Half::Destroy, true) => format!("{} (destroy deposed)", change.address),
    }
}

fn modelled(input: &Input) -> BTreeMap<String, BTreeSet<String>> {
    let (order, _) = order(input);
    let name = |at: usize| spelled(input, order.steps[at]);
    let waits = order.waits.iter().enumerate();
    waits.map(|(at, earlier)| (name(at), earlier.iter().map(|earlier| name(*earlier)).collect())).collect()
}

fn drawn(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let graph: BTreeMap<String, BTreeSet<String>> = serde_json::from_str(text).unwrap();
    let plain = |name: &String| match name.split_once(" (destroy deposed ") {
        Some((address, _)) => format!("{address} (destroy deposed)"),
        None => name.clone(),
    };
    graph.iter().map(|(step, waits)| (plain(step), waits.iter().map(plain).collect())).collect()
}

/// No step is put ahead of another that Terraform's own graph does not put there, and hardly one is missed.
#[test]
fn the_order_is_the_one_of_terraform() {
    let (mut plans, mut both, mut theirs) = (0, 0, 0);
    let mut missed = Vec::new();
    for folder in
        batches().into_iter().map(|batch| batch.folder).chain(cases::all().into_iter().map(|case| case.folder))
    {
        let Ok(text) = std::fs::read_to_string(folder.join("graph.json")) else { continue };
        let input = input(&folder, true);
        let (ours, true_order) = (closed(&modelled(&input)), closed(&drawn(&text)));
        let steps: BTreeSet<&String> = ours.keys().collect();
        for (step, before) in &ours {
            let allowed = true_order.get(step).unwrap_or_else(|| panic!("{}: no {step}", folder.display()));
            let wrong: Vec<&String> = before.difference(allowed).collect();
            assert!(wrong.is_empty(), "{}: {step} is said to wait for {wrong:?}", folder.display());
            both += before.len();
        }
        for (step, before) in true_order.iter().filter(|(step, _)| steps.contains(step)) {
            let known: BTreeSet<&String> = before.iter().filter(|earlier| steps.contains(earlier)).collect();
            theirs += known.len();
            missed.extend(known.into_iter().filter(|earlier| !ours[step].contains(*earlier)).map(|earlier| {
                format!("{}: {step} waits for {earlier}", folder.file_name().unwrap().to_str().unwrap())
            }));
        }
        plans += 1;
    }
    assert!(plans >= 4, "{plans} plans with a graph");
    assert!(missed.is_empty(), "of {theirs} pairs {both} are known; not: {missed:#?}");
}

/// Starts and ends of steps, in the order in which Terraform printed them.
fn events(input: &Input, printed: &[String]) -> Vec<(String, bool)> {
    let cbd: BTreeSet<String> = input
        .plan
        .changes
        .iter()
        .filter(|change| change.actions.creates_first() || change.deposed.is_some())
        .map(|change| change.address.to_string())
        .collect();
    let event = |line: &String| {
        let (address, what) = line.rsplit_once(": ")?;
        let address = address.split(" (deposed object").next().unwrap_or(address);
        let destroy =
            if cbd.contains(address) { format!("{address} (destroy deposed)") } else { format!("{address} (destroy)") };
        match what {
            "Creating" | "Modifying" => Some((address.to_owned(), false)),
            "Creation complete" | "Modifications complete" => Some((address.to_owned(), true)),
            "Destroying" => Some((destroy, false)),
            "Destruction complete" => Some((destroy, true)),
            _ => None,
        }
    };
    printed.iter().filter_map(event).collect()
}

fn in_order(name: &str, input: &Input, printed: &[String], before: &BTreeMap<String, BTreeSet<String>>) -> usize {
    let events = events(input, printed);
    let done = |step: &String, at: usize| events[..at].iter().any(|(other, end)| other == step && *end);
    let mut held = 0;
    for (at, (step, _)) in events.iter().enumerate().filter(|(_, (_, end))| !end) {
        for earlier in before.get(step).into_iter().flatten() {
            assert!(done(earlier, at), "{name}: {step} was taken before {earlier}");
            held += 1;
        }
    }
    held
}

/// Nothing was seen to be done before something that the order puts strictly ahead of it.
#[test]
fn no_recorded_apply_contradicts_the_order() {
    let (mut plans, mut pairs) = (0, 0);
    for batch in batches() {
        let input = input(&batch.folder, true);
        let before = closed(&modelled(&input));
        for run in &batch.seen.runs {
            pairs += in_order(&batch.name, &input, &run.printed, &before);
        }
        plans += batch.seen.scenarios.len();
    }
    for case in cases::all() {
        let Ok(text) = std::fs::read_to_string(case.folder.join("truth.json")) else { continue };
        let truth: serde_json::Value = serde_json::from_str(&text).unwrap();
        let Some(printed) = truth["order"].as_array() else { continue };
        let printed: Vec<String> = printed.iter().map(|line| line.as_str().unwrap().to_owned()).collect();
        let input = input(&case.folder, case.folder.join("plan.tfplan").is_file());
        let found = in_order(&case.name, &input, &printed, &closed(&modelled(&input)));
        plans += usize::from(found > 0);
        pairs += found;
    }
    assert!(plans >= 80 && pairs > 500, "{plans} plans, {pairs} pairs of steps");
}

fn plain(address: &str) -> String {
    address.trim_end_matches("#old").to_owned()
}

/// When each route was dead in a run.
fn observed(input: &Input, seen: &Seen, run: &Run) -> BTreeSet<Dead> {
    let made_anew = |from: &str| {
        let changes = input.plan.changes.iter();
        changes.filter(|change| change.address.to_string() == from).any(|change| change.actions.creates())
    };
    let mut now = seen.start.clone();
    let start = &seen.start;
    let members = |account: &Account, pool: &String| account.targets.get(pool).copied().flatten().unwrap_or(0);
    let there = |account: &Account, from: &str| {
        account.forwards.iter().any(|(name, pools)| plain(name) == from && pools.is_some())
    };
    let mut last = now.clone();
    for call in &run.steps {
        last.forwards.extend(call.changed.forwards.clone());
        last.targets.extend(call.changed.targets.clone());
    }
    let mut dead = BTreeSet::new();
    for call in &run.steps {
        now.forwards.extend(call.changed.forwards.clone());
        now.targets.extend(call.changed.targets.clone());
        for (name, pools) in &now.forwards {
            let from = plain(name);
            let began = start.forwards.get(name).cloned().flatten();
            if began.as_ref().is_some_and(|pools| !pools.is_empty()) && !there(&now, &from) && made_anew(&from) {
                dead.insert((from.clone(), "absent"));
            }
            for (pool, _) in pools.iter().flatten().filter(|(_, weight)| **weight > 0) {
                let led = began.as_ref().is_some_and(|pools| pools.get(pool).is_some_and(|weight| *weight > 0));
                if members(&now, pool) == 0 && led && members(start, pool) > 0 {
                    dead.insert((from.clone(), "emptied"));
                } else if members(&now, pool) == 0
                    && !led
                    && (began.is_some() || from.contains("aws_lb_listener_rule."))
                    && members(&last, pool) > 0
                {
                    dead.insert((from.clone(), "cold"));
                }
            }
        }
    }
    dead
}

/// Steps that were begun and did not end well.
fn failed(input: &Input, run: &Run) -> BTreeSet<String> {
    let events = events(input, &run.printed);
    let ended = |step: &String| events.iter().any(|(other, end)| other == step && *end);
    events.iter().filter(|(step, end)| !end && !ended(step)).map(|(step, _)| step.clone()).collect()
}

/// What the model says of a batch: windows by route and cause, stops by step, and how sure they are.
struct Predicted {
    windows: BTreeMap<Dead, Sureness>,
    stops: BTreeMap<String, Sureness>,
}

fn predicted(input: &Input) -> Predicted {
    let (order, routes) = order(input);
    let windows = order.windows.iter().map(|window| {
        let route = (routes[window.route].clone(), window.cause.word());
        (route, window.sure.clone())
    });
    let mut stops: Vec<_> = order.stops.iter().map(|stop| (spelled(input, stop.step), stop.sure.clone())).collect();
    stops.sort_by_key(|(_, sure)| *sure == Sureness::Always);
    Predicted { windows: windows.collect(), stops: stops.into_iter().collect() }
}

fn differences<T: Ord + std::fmt::Debug>(known: &BTreeMap<T, Sureness>, seen: &BTreeSet<T>) -> Vec<String> {
    let missing = seen.iter().filter(|one| !known.contains_key(*one)).map(|one| format!("not predicted: {one:?}"));
    let certain = known.iter().filter(|(one, sure)| **sure == Sureness::Always && !seen.contains(*one));
    missing.chain(certain.map(|(one, _)| format!("certain and not seen: {one:?}"))).collect()
}

/// One line for each scenario: what is predicted, and in how many of the runs it was seen.
fn table(batch: &Batch, predicted: &Predicted, dead: &[BTreeSet<Dead>], failed: &[BTreeSet<String>]) -> String {
    let mut table = String::new();
    for (module, name) in &batch.seen.scenarios {
        let inside = format!("module.{module}.");
        let windows = predicted.windows.iter().filter_map(|(one, sure)| {
            let route = one.0.strip_prefix(&inside)?;
            let times = dead.iter().filter(|run| run.contains(one)).count();
            Some(format!("{route} {} {} {times}/{}", one.1, sure.word().unwrap_or("unknown"), dead.len()))
        });
        let stops = predicted.stops.iter().filter_map(|(step, sure)| {
            let times = failed.iter().filter(|run| run.contains(step)).count();
            let step = step.strip_prefix(&inside)?;
            Some(format!("stop {step} {} {times}/{}", sure.word().unwrap_or("unknown"), failed.len()))
        });
        let all: Vec<String> = windows.chain(stops).collect();
        table.push_str(&format!("{name}: {}\n", if all.is_empty() { "-".to_owned() } else { all.join("; ") }));
    }
    table
}

/// Every window and stop that was observed is predicted, and what is predicted as certain was observed in every run.
#[test]
fn windows_and_stops_are_those_of_the_recorded_applies() {
    let (mut lines, mut wrong) = (String::new(), Vec::new());
    for batch in batches() {
        let input = input(&batch.folder, true);
        let predicted = predicted(&input);
        let dead: Vec<_> = batch.seen.runs.iter().map(|run| observed(&input, &batch.seen, run)).collect();
        let failed: Vec<_> = batch.seen.runs.iter().map(|run| failed(&input, run)).collect();
        for (at, run) in batch.seen.runs.iter().enumerate() {
            let found = differences(&predicted.windows, &dead[at]);
            let found = found.into_iter().chain(differences(&predicted.stops, &failed[at]));
            wrong.extend(found.map(|found| format!("{} with -parallelism={}: {found}", batch.name, run.parallelism)));
        }
        lines.push_str(&table(&batch, &predicted, &dead, &failed));
    }
    println!("{lines}");
    assert!(lines.lines().count() >= 45, "only these scenarios:\n{lines}");
    assert!(wrong.is_empty(), "{wrong:#?}\n{lines}");
}

/// Scenarios that shall go well, and do in every order: nothing certain is said of them. `rule-changed-in-place` is none of
/// them: it takes other requests than before, which leaves those of before to the default action.
#[test]
fn no_healthy_twin_is_blocked() {
    const HEALTHY: [&str; 19] = [
        "dropped-key-recorded-cbd",
        "dropped-key-all-recorded-cbd",
        "dropped-key-under-rule-recorded-cbd",
        "cbd-taken-out-in-same-change",
        "dropped-with-its-rule",
        "routes-moved-before",
        "members-follow",
        "unused-destroy-first",
        "renamed-with-moved",
        "members-go-after-route",
        "members-replaced-create-first",
        "one-of-two-members-replaced",
        "warm-cut-over",
        "warm-rule",
        "service-after-listener",
        "listener-changed-in-place",
        "priorities-to-free-ones",
        "ports-to-free-ones",
        "balancer-changed-in-place",
    ];
    let mut seen = 0;
    for batch in batches() {
        let report = poolproof(["check", "plan.json", "--config", "plan.tfplan", "--report", "json"])
            .within(&batch.folder)
            .run();
        let report: serde_json::Value = serde_json::from_str(&report.stdout).unwrap();
        for (module, name) in batch.seen.scenarios.iter().filter(|(_, name)| HEALTHY.contains(&&***name)) {
            let inside = format!("module.{module}.");
            let own = |finding: &&serde_json::Value| {
                finding["blocks"] == true && finding["subject"]["address"].as_str().unwrap().starts_with(&inside)
            };
            let blocking: Vec<String> =
                cases::findings(&report).iter().filter(own).map(|finding| finding["policy"].to_string()).collect();
            assert!(blocking.is_empty(), "{name} is blocked by {blocking:?}");
            seen += 1;
        }
    }
    assert_eq!(seen, HEALTHY.len());
}
