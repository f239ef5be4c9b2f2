//! Every recorded plan: the faults that have to be found are found and no others, and what the graph calls exact is what
//! the apply made.

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde_json::Value as Json;

use crate::cases::{self, Case, findings, named};
use crate::tool::{Text, poolproof, root};

/// What is wrong with each case; all of it at once, since one wrong case often explains the next.
fn walk(question: impl Fn(&Case) -> Vec<String> + Sync) {
    let cases: Vec<Case> = cases::all().into_iter().filter(Case::is_recorded).collect();
    let wrong: Vec<String> = cases
        .par_iter()
        .flat_map(|case| question(case).into_iter().map(|wrong| format!("{}: {wrong}", case.name)).collect::<Vec<_>>())
        .collect();
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

fn blocking(report: &Json) -> BTreeSet<cases::Named> {
    findings(report).iter().filter(|finding| finding["blocks"] == true).map(named).collect()
}

fn policies(report: &Json, wanted: impl Fn(&Json) -> bool) -> BTreeSet<String> {
    findings(report).iter().filter(|finding| wanted(finding)).map(|finding| named(finding).0).collect()
}

#[test]
fn with_the_saved_plan_what_blocks_is_what_has_to() {
    walk(|case| {
        let (done, report) = case.check(true);
        let (found, wanted) = (blocking(&report), case.blocks());
        let missing = wanted.difference(&found).map(|one| format!("{one:?} does not block"));
        let unexpected = found.difference(&wanted).filter(|(policy, _)| !case.expect.may_block.contains(policy));
        let mut wrong: Vec<String> = missing.chain(unexpected.map(|one| format!("{one:?} blocks"))).collect();
        if done.code != i32::from(!found.is_empty()) || report["summary"]["blocking"] != blocking_count(&report) {
            wrong.push(format!("exit {} and summary {} do not fit the findings", done.code, report["summary"]));
        }
        // Sources that are not those of the plan are a problem that has to be said.
        if !case.name.contains("/stale-") {
            wrong.extend(report["problems"].as_array().unwrap().iter().map(|problem| format!("problem {problem}")));
        }
        wrong
    });
}

/// Plan JSON has no locals, no dynamic blocks and no `lifecycle`: what it leaves open is no fault.
#[test]
fn the_plan_alone_blocks_nothing_of_its_own() {
    walk(|case| {
        let alone = tempfile::tempdir().unwrap();
        let done = poolproof(["check", "-", "--report", "json"]).within(&alone).stdin(case.text()).run();
        let report: Json = serde_json::from_str(&done.stdout).unwrap();
        let (found, wanted) = (blocking(&report), case.blocks());
        let unexpected = found.difference(&wanted).filter(|(policy, _)| !case.expect.may_block.contains(policy));
        unexpected.map(|one| format!("{one:?} blocks")).collect()
    });
}

/// An attribute that is `null` is one that the configuration does not set, whatever expression makes it so.
#[test]
fn what_is_left_to_the_provider_is_known() {
    let case = cases::case("healthy/left-to-the-provider");
    for saved_plan in [true, false] {
        let (_, report) = case.check(saved_plan);
        // The servers are addresses outside of the plan, which is said and is no doubt about what the provider chooses.
        let mut others = findings(&report).iter().filter(|one| one["policy"] != "traffic_to_only_lambda_or_external");
        assert_eq!(others.next(), None);
    }
}

fn blocking_count(report: &Json) -> usize {
    findings(report).iter().filter(|finding| finding["blocks"] == true).count()
}

#[test]
fn without_the_saved_plan_nothing_else_blocks_and_nothing_is_passed_over() {
    walk(|case| {
        let (_, report) = case.check(false);
        let (found, wanted) = (blocking(&report), case.blocks());
        let unexpected = found.difference(&wanted).filter(|(policy, _)| !case.expect.may_block.contains(policy));
        let mut wrong: Vec<String> = unexpected.map(|one| format!("{one:?} blocks")).collect();
        // What cannot be proved without the recorded state is unknown, never a pass.
        for missing in wanted.difference(&found) {
            let unknown = findings(&report).iter().find(|finding| named(finding) == *missing);
            let why = unknown.and_then(|finding| finding["reason"].as_str()).unwrap_or("it was not mentioned");
            if !why.contains("--config") {
                wrong.push(format!("{missing:?} does not block: {why}"));
            }
        }
        wrong
    });
}

#[test]
fn what_does_not_block_is_said() {
    walk(|case| {
        let (_, report) = case.check(true);
        let said = [
            ("advises", &case.expect.advises, policies(&report, |finding| finding["verdict"] == "fail")),
            (
                "was there before",
                &case.expect.pre_existing,
                policies(&report, |finding| finding["attribution"] == "pre_existing"),
            ),
            ("is unknown", &case.expect.unknown, policies(&report, |finding| finding["verdict"] == "unknown")),
        ];
        let missing = |(what, wanted, found): (&str, &BTreeSet<String>, BTreeSet<String>)| {
            wanted.difference(&found).map(|policy| format!("{policy} {what}: not said")).collect::<Vec<_>>()
        };
        said.into_iter().flat_map(missing).collect()
    });
}

#[test]
fn a_blocking_finding_names_its_pool() {
    walk(|case| {
        let (_, report) = case.check(true);
        let names_pool = |wanted: &cases::Named, pool: &str| {
            let mut of = findings(&report).iter().filter(|finding| named(finding) == *wanted);
            of.any(|finding| {
                finding.to_string().contains(&serde_json::to_string(pool).unwrap().trim_matches('"').to_owned())
            })
        };
        let pools = case.pools().into_iter().filter(|((policy, _), _)| !cases::LATER.contains(&&**policy));
        pools
            .filter(|(wanted, pool)| !names_pool(wanted, pool))
            .map(|(wanted, pool)| format!("{wanted:?} does not name {pool}"))
            .collect()
    });
}

/// Role, from, to, deposed key, attribute without its indexes (which in a set are those of each list).
type Edge = (String, String, String, Option<String>, String);

fn edge(edge: &Json) -> Edge {
    let text = |name: &str| edge[name].as_str().unwrap_or_default().to_owned();
    let deposed = edge["to_deposed"].as_str().map(str::to_owned);
    (text("role"), text("from"), text("to"), deposed, without_indexes(&text("attribute")))
}

fn connection((role, from, to, deposed, _): &Edge) -> (&str, &str, &str, Option<&str>) {
    (role, from, to, deposed.as_deref())
}

fn without_indexes(path: &str) -> String {
    let mut parts = path.split('[');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |names, part| names + part.split_once(']').map_or("", |(_, rest)| rest))
}

fn edges(graph: &Json, certainty: &str) -> BTreeSet<Edge> {
    let all = graph["edges"].as_array().unwrap().iter();
    all.filter(|edge| edge["after"] == true && edge["certainty"] == certainty).map(edge).collect()
}

/// The same edge; or, where the plan knows nothing of a block that a dynamic one makes, the edge of the block as a whole.
fn is_part_of(made: &Edge, edge: &Edge) -> bool {
    let within = made.4.strip_prefix(&edge.4).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    connection(made) == connection(edge) && within
}

/// Addresses of what the plan drops from the state: it lives on, and the state that tells the truth has it no more, but for
/// a data source that reads it.
fn forgotten(graph: &Json) -> BTreeSet<String> {
    let nodes = graph["nodes"].as_array().unwrap().iter().filter(|node| node["operation"] == "forget");
    nodes.map(|node| node["address"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn exact_edges_are_what_the_apply_made() {
    walk(|case| {
        let Some(truth) = case.truth() else { return Vec::new() };
        let graph = case.graph();
        let made: BTreeSet<Edge> = truth
            .edges
            .into_iter()
            .map(|edge| (edge.role, edge.from, edge.to, edge.to_deposed, without_indexes(&edge.attribute)))
            .collect();
        let (exact, possible) = (edges(&graph, "exact"), edges(&graph, "possible"));
        let open: BTreeSet<(String, String)> =
            edges(&graph, "unresolved").into_iter().map(|(role, from, ..)| (role, from)).collect();
        let forgotten = forgotten(&graph);
        let is_read = |made: &Edge, edge: &Edge| {
            forgotten.contains(&edge.2) && made.2.starts_with("data.") && (&made.1, &made.4) == (&edge.1, &edge.4)
        };
        let is_true = |edge: &&Edge| made.iter().any(|made| is_part_of(made, edge) || is_read(made, edge));
        let wrong = exact.iter().filter(|edge| !forgotten.contains(&edge.1) && !is_true(edge));
        let wrong = wrong.map(|edge| format!("exact and not true: {edge:?}"));
        // The service mirrors some attributes in others, so a connection counts as seen by whichever makes it.
        let seen: BTreeSet<_> = exact.iter().chain(&possible).map(connection).collect();
        let unseen = made.iter().filter(|edge| !seen.contains(&connection(edge)));
        let unseen = unseen.filter(|edge| !open.contains(&(edge.0.clone(), edge.1.clone())));
        let unseen = unseen.filter(|made| !exact.iter().any(|edge| is_read(made, edge)));
        wrong.chain(unseen.map(|edge| format!("true and not seen: {edge:?}"))).collect()
    });
}

#[test]
fn edges_are_counted() {
    let cases: Vec<Case> = cases::all().into_iter().filter(Case::is_recorded).collect();
    let count = |certainty: &str| cases.par_iter().map(|case| edges(&case.graph(), certainty).len()).sum::<usize>();
    let (exact, possible, unresolved) = (count("exact"), count("possible"), count("unresolved"));
    let truths = cases.iter().filter(|case| case.truth().is_some()).count();
    println!(
        "{} plans, {truths} with a truth: {exact} edges exact, {possible} possible, {unresolved} unresolved",
        cases.len()
    );
    assert!(exact > 400 && exact > 10 * (possible + unresolved), "the graph became vague");
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    walk(|case| {
        let elsewhere = tempfile::tempdir().unwrap();
        copy_folder(&case.folder, elsewhere.path());
        let commands: [&[&str]; 6] = [
            &["check", "--report", "json"],
            &["check", "--verbose", "--all"],
            &["graph", "--format", "json"],
            &["graph", "--format", "svg"],
            &["graph", "--format", "html"],
            &["graph"],
        ];
        let differs = |arguments: &&&[&str]| {
            let first = case.command(true, arguments).env("RAYON_NUM_THREADS", "1").run();
            let again = |threads: &str| {
                case.command(true, arguments).within(&elsewhere).env("RAYON_NUM_THREADS", threads).run()
            };
            first != again("4") || first != again("1")
        };
        commands.iter().filter(differs).map(|arguments| format!("{arguments:?} differs from run to run")).collect()
    });
}

#[test]
fn many_inputs_give_the_same_bytes() {
    let run = |threads: &str| {
        let arguments = ["check", "testdata/incident", "testdata/broken", "--report", "json"];
        poolproof(arguments).env("RAYON_NUM_THREADS", threads).gives(1, &Text::Has(&["findings"]), &Text::Nothing)
    };
    assert_eq!(run("1"), run("4"));
}

#[test]
fn documents_fit_their_schemas() {
    let schema = |name: &str| {
        let text = std::fs::read_to_string(root().join("src/report/schemas").join(name)).unwrap();
        jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
    };
    let (report, graph) = (schema("report.schema.json"), schema("graph.schema.json"));
    let mistakes = |schema: &jsonschema::Validator, what: &str, document: &Json| {
        schema
            .iter_errors(document)
            .map(|error| format!("{what}{}: {error}", error.instance_path()))
            .collect::<Vec<_>>()
    };
    walk(|case| {
        let reports =
            [mistakes(&report, "report", &case.check(true).1), mistakes(&report, "report", &case.check(false).1)];
        reports.into_iter().flatten().chain(mistakes(&graph, "graph", &case.graph())).collect()
    });
}

/// Atlantis takes the word for a run that did not work.
#[test]
fn a_run_that_does_not_block_does_not_say_fail() {
    walk(|case| {
        if !case.blocks().is_empty() {
            return Vec::new();
        }
        let addresses = addresses(&case.graph());
        let says = |options: &&[&str]| {
            let done = case.command(true, options).run();
            done.code == 0 && plain(&done.stdout, &addresses).to_lowercase().contains("fail")
        };
        let options: [&[&str]; 4] =
            [&["check"], &["check", "--all"], &["check", "--verbose", "--all"], &["check", "--quiet"]];
        options.iter().filter(|options| says(options)).map(|options| format!("{options:?} says fail")).collect()
    });
}

/// The text in one line, without addresses.
fn plain(text: &str, addresses: &[String]) -> String {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    addresses.iter().fold(one_line(text), |text, address| text.replace(&one_line(address), ""))
}

/// Every address of a graph, longest first.
fn addresses(graph: &Json) -> Vec<String> {
    let nodes = graph["nodes"].as_array().unwrap().iter();
    let mut addresses: Vec<String> = nodes.map(|node| node["address"].as_str().unwrap().to_owned()).collect();
    addresses.sort_by_key(|address| std::cmp::Reverse(address.len()));
    addresses
}

/// One plan JSON; whether its apply works is decided by what the state has recorded.
#[test]
fn the_recorded_state_tells_twins_apart() {
    let (broken, healthy) =
        (cases::case("incident/pool-dropped-from-map"), cases::case("healthy/pool-dropped-from-map-recorded-cbd"));
    let verdict = |case: &Case, saved_plan: bool| {
        let (done, report) = case.check(saved_plan);
        let of_policy = |finding: &&Json| finding["policy"] == "pool_removed_before_routes";
        let finding = findings(&report).iter().find(of_policy).cloned().unwrap_or_default();
        (done.code, finding["verdict"].clone(), finding["reason"].as_str().unwrap_or_default().contains("--config"))
    };
    assert_eq!(verdict(&broken, true), (1, "fail".into(), false));
    assert_eq!(verdict(&healthy, true), (0, Json::Null, false));
    for twin in [broken, healthy] {
        assert_eq!(verdict(&twin, false), (0, "unknown".into(), true), "{}", twin.name);
    }
}
