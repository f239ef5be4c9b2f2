//! The order of an apply, its stops and its windows, against what recorded applies did, step by step.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use poolproof::graph::{Graph, Kinds, World};
use poolproof::input::Input;
use poolproof::model::Change;
use poolproof::order::{Half, Order, Step, Sureness, Window};
use poolproof::read::{self, Request};
use serde::Deserialize;

use crate::cases;
use crate::tool::root;

/// A batch of scenarios that went through one apply, several times.
pub(crate) struct Batch {
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    pub(crate) seen: Seen,
}

/// `steps.json`.
#[derive(Deserialize)]
pub(crate) struct Seen {
    pub(crate) scenarios: BTreeMap<String, String>,
    start: Account,
    pub(crate) runs: Vec<Run>,
}

#[derive(Deserialize, Clone, Default)]
struct Account {
    #[serde(default)]
    forwards: BTreeMap<String, Option<BTreeMap<String, i64>>>,
    #[serde(default)]
    targets: BTreeMap<String, Option<usize>>,
}

#[derive(Deserialize)]
pub(crate) struct Run {
    parallelism: usize,
    printed: Vec<String>,
    pub(crate) steps: Vec<Call>,
}

/// A call that AWS was sent, the addresses that it names, and what it changed.
#[derive(Deserialize)]
pub(crate) struct Call {
    pub(crate) call: String,
    pub(crate) of: Vec<String>,
    #[serde(flatten)]
    changed: Account,
}

/// A route by listener or rule, and why it ends nowhere.
type Dead = (String, &'static str);

pub(crate) fn batches() -> Vec<Batch> {
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

pub(crate) fn input(folder: &std::path::Path, saved_plan: bool) -> Input {
    let path = |file: &str| folder.join(file).to_str().unwrap().to_owned();
    let config = if saved_plan { vec![path("plan.tfplan")] } else { Vec::new() };
    let request = Request { inputs: vec![path("plan.json")], config, ..Request::default() };
    read::inputs(&request).unwrap().pop().unwrap()
}

fn order(input: &Input) -> (Order, Vec<String>) {
    let kinds = Kinds::built_in();
    let world = World::planned(input, &kinds);
    let graph = Graph::build(&world);
    let routes = graph.edges.iter().map(|edge| graph.nodes[edge.from].name.clone()).collect();
    (Order::of(&world, &graph), routes)
}

/// For each step others, in the names that Terraform's graph has.
pub(crate) type Steps = BTreeMap<String, BTreeSet<String>>;

/// For each step all those before it.
pub(crate) fn closed(waits: &Steps) -> Steps {
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
pub(crate) fn spelled(input: &Input, step: Step) -> String {
    let change = &input.plan.changes[step.change];
    match (step.half, &change.deposed) {
        (Half::Make, _) => change.address.to_string(),
        (Half::Destroy, Some(key)) => format!("{} (destroy deposed {key})", change.address),
        (Half::Destroy, None) if change.actions.creates_first() => format!("{} (destroy deposed)", change.address),
        (Half::Destroy, None) => format!("{} (destroy)", change.address),
    }
}

/// The steps of a plan, each with those that it directly waits for.
pub(crate) fn modelled(input: &Input) -> Steps {
    let (order, _) = order(input);
    let name = |at: usize| spelled(input, order.steps[at]);
    let waits = order.waits.all();
    let waits = waits.iter().enumerate();
    waits.map(|(at, earlier)| (name(at), earlier.iter().map(|earlier| name(*earlier)).collect())).collect()
}

/// Starts and ends of steps, in the order in which Terraform printed them. A deposed object is named when its destruction
/// starts, and no more when it ends.
fn events(input: &Input, printed: &[String]) -> Vec<(String, bool)> {
    let changes = &input.plan.changes;
    let destroyed = |printed: &str| {
        let (address, key) = match printed.split_once(" (deposed object ") {
            Some((address, key)) => (address, Some(key.trim_end_matches(')'))),
            None => (printed, None),
        };
        let mut own =
            changes.iter().filter(|change| change.address.to_string() == address && change.actions.destroys());
        let is_it = |change: &Change| key.is_none() || change.deposed.as_deref() == key;
        let one = own.clone().find(|change| is_it(change)).or_else(|| own.next())?;
        let change = changes.iter().position(|change| std::ptr::eq(change, one))?;
        Some(spelled(input, Step { change, half: Half::Destroy }))
    };
    let event = |line: &String| {
        let (address, what) = line.rsplit_once(": ")?;
        match what {
            "Creating" | "Modifying" => Some((address.to_owned(), false)),
            "Creation complete" | "Modifications complete" => Some((address.to_owned(), true)),
            "Destroying" => Some((destroyed(address)?, false)),
            "Destruction complete" => Some((destroyed(address)?, true)),
            _ => None,
        }
    };
    printed.iter().filter_map(event).collect()
}

fn in_order(name: &str, input: &Input, printed: &[String], before: &Steps) -> usize {
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

/// Nothing was seen to be done before something that the order puts strictly ahead of it: by what Terraform printed.
#[test]
fn no_recorded_apply_contradicts_the_order() {
    let (mut plans, mut pairs) = (0, 0);
    for batch in batches() {
        let input = input(&batch.folder, true);
        let before = closed(&modelled(&input));
        for run in &batch.seen.runs {
            pairs += in_order(&batch.name, &input, &run.printed, &before);
        }
        plans += 1;
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
    println!("{plans} plans, {pairs} pairs of steps in what was printed");
    assert!(plans >= 100 && pairs > 2500, "{plans} plans, {pairs} pairs of steps");
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

/// The listeners and rules that end nowhere when a run is over, and should not by the plan: they are to be made again and
/// are gone, or they lead to a pool that is empty and is filled in another run or was before.
fn dead_in_the_end(input: &Input, seen: &Seen, run: &Run) -> BTreeSet<String> {
    let filled = |pool: &String| {
        let calls = seen.runs.iter().flat_map(|run| &run.steps).map(|call| &call.changed);
        calls.chain([&seen.start]).any(|account| account.targets.get(pool).copied().flatten().unwrap_or(0) > 0)
    };
    let mut end = seen.start.clone();
    for call in &run.steps {
        end.forwards.extend(call.changed.forwards.clone());
        end.targets.extend(call.changed.targets.clone());
    }
    let stays = |from: &str| {
        let own = input.plan.changes.iter().filter(|change| change.address.to_string() == from);
        own.into_iter().all(|change| change.actions.leaves_object())
    };
    let there = |from: &str| end.forwards.iter().any(|(name, pools)| plain(name) == from && pools.is_some());
    let led = |pools: &BTreeMap<String, i64>| pools.iter().any(|(pool, weight)| *weight > 0 && filled(pool));
    let gone =
        seen.start.forwards.iter().filter(|(_, pools)| pools.as_ref().is_some_and(led)).map(|(name, _)| plain(name));
    let gone = gone.filter(|from| !there(from) && stays(from));
    let empty = |pools: &BTreeMap<String, i64>| {
        let mut pools = pools.iter().filter(|(_, weight)| **weight > 0).map(|(pool, _)| pool);
        pools.any(|pool| end.targets.get(pool).copied().flatten().unwrap_or(0) == 0 && filled(pool))
    };
    // A new listener or rule without members takes no traffic away.
    let was = |from: &String| seen.start.forwards.keys().any(|name| plain(name) == *from);
    let emptied =
        end.forwards.iter().filter(|(_, pools)| pools.as_ref().is_some_and(empty)).map(|(name, _)| plain(name));
    let emptied = emptied.filter(was);
    gone.chain(emptied).collect()
}

/// What an apply leaves that is certainly stopped is what every recorded run left; a run may leave more where something that
/// only may stop it did.
#[test]
fn what_a_stop_leaves_is_what_the_recorded_applies_left() {
    let mut left = 0;
    for batch in batches() {
        let input = input(&batch.folder, true);
        let (order, routes) = order(&input);
        let predicted: BTreeSet<String> = order.left_dead().into_iter().map(|route| routes[route].clone()).collect();
        let stays = order.windows.iter().filter(|window| window.stays() && window.sure == Sureness::Always);
        let (stopped, for_good): (Vec<_>, Vec<_>) = stays.partition(|window| window.stopped_by.is_some());
        let names = |windows: &[&Window]| windows.iter().map(|window| routes[window.route].clone()).collect();
        let stopped: BTreeSet<String> = names(&stopped);
        assert_eq!(predicted, stopped, "{}: what is left, and the windows that stay open", batch.name);
        let for_good: BTreeSet<String> = names(&for_good);
        let predicted = &predicted | &for_good;
        let may: BTreeSet<&String> = order
            .windows
            .iter()
            .filter(|window| window.sure == Sureness::Possible)
            .map(|window| &routes[window.route])
            .collect();
        for run in &batch.seen.runs {
            let seen = dead_in_the_end(&input, &batch.seen, run);
            let missed: Vec<&String> = predicted.difference(&seen).collect();
            let surprising: Vec<&String> =
                seen.iter().filter(|from| !predicted.contains(*from) && !may.contains(from)).collect();
            let of = format!("{} with -parallelism={}", batch.name, run.parallelism);
            assert!(missed.is_empty() && surprising.is_empty(), "{of}: not seen {missed:?}, not said {surprising:?}");
        }
        left += predicted.len();
    }
    assert!(left >= 8, "{left} routes are left dead");
}

/// OpenTofu's `-exclude` and `enabled`, and `-target`, only take changes away: what is left still has an order.
#[test]
fn a_plan_with_changes_left_out_has_an_order() {
    for batch in batches() {
        let whole = input(&batch.folder, true);
        let (all, _) = order(&whole);
        for left_out in all.steps.iter().map(|step| step.change).collect::<BTreeSet<usize>>() {
            let mut part = whole.clone();
            part.plan.changes.remove(left_out);
            let (order, _) = order(&part);
            let own = all.steps.iter().filter(|step| step.change == left_out).count();
            let gone = whole.plan.changes[left_out].address.to_string();
            assert_eq!(order.steps.len() + own, all.steps.len(), "{} without {gone}", batch.name);
            let sorted =
                order.waits.all().iter().enumerate().all(|(at, waits)| waits.iter().all(|earlier| *earlier < at));
            assert!(sorted, "{} without {gone}: a step stands before one that it waits for", batch.name);
        }
    }
}
