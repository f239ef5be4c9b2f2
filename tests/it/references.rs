//! What is resolved is what the applies made: every recorded configuration, in each way a plan can be handed over.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use poolproof::graph::Kinds;
use poolproof::measure::{Row, measure};
use serde_json::Value as Json;

use crate::tool::poolproof;

const FOLDERS: [&str; 5] = ["incident", "broken", "healthy", "modes", "references"];

/// Measured once for all tests.
fn rows() -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| measure(&FOLDERS.map(|folder| format!("testdata/{folder}")), &Kinds::built_in()).unwrap())
}

fn case(folder: &str) -> Json {
    let text = std::fs::read_to_string(format!("{folder}/case.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Edges whose choice is known only after the apply, as the case lists them.
fn possible(folder: &str) -> BTreeSet<String> {
    let case = case(folder);
    let list = case["possible"].as_array().cloned().unwrap_or_default();
    list.iter().map(|address| address.as_str().unwrap().to_owned()).collect()
}

#[test]
fn nothing_exact_is_wrong_in_any_way() {
    let rows = rows();
    assert!(rows.len() > 250, "only {} rows were measured", rows.len());
    let wrong: Vec<&Row> = rows.iter().filter(|row| row.counts.wrong > 0).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let truth: usize = rows.iter().filter(|row| row.way == "folder").map(|row| row.counts.truth).sum();
    assert!(truth > 1_300, "only {truth} true edges");
}

#[test]
fn with_the_configuration_every_edge_is_exact_or_known_only_after_the_apply() {
    // What is in none of the inputs: the workspace, where only the folder is given.
    let elsewhere = ["testdata/references/workspace-blue", "testdata/modes/data-deferred"];
    let mut seen = 0;
    for row in rows().iter().filter(|row| row.way != "plan") {
        if row.case.contains("/stale-") || elsewhere.contains(&row.case.as_str()) {
            continue;
        }
        seen += 1;
        let possible = possible(&row.case);
        let open: Vec<&String> = row.counts.open.difference(&possible).collect();
        assert!(row.counts.missing == 0 && open.is_empty(), "{row:#?}");
    }
    assert!(seen > 150, "only {seen} rows were looked at");
}

#[test]
fn the_plan_alone_loses_nothing_in_silence() {
    for row in rows().iter().filter(|row| row.way == "plan" && row.counts.missing > 0) {
        let done = {
            let plan = std::fs::read(format!("{}/plan.json", row.case)).unwrap();
            let alone = tempfile::tempdir().unwrap();
            poolproof(["check", "-", "--report", "json"]).within(&alone).stdin(plan).run()
        };
        let report: Json = serde_json::from_str(&done.stdout).unwrap();
        assert!(!report["problems"].as_array().unwrap().is_empty(), "{row:#?}");
    }
}

#[test]
fn sources_that_do_not_belong_to_the_plan_are_noticed() {
    let folders =
        ["stale-local", "stale-for-each-key", "stale-weight"].map(|name| format!("testdata/references/{name}"));
    for folder in folders {
        let plan = format!("{folder}/plan.json");
        let done = poolproof(["check", plan.as_str(), "--config", folder.as_str(), "--report", "json"]).run();
        let report: Json = serde_json::from_str(&done.stdout).unwrap();
        let address = case(&folder)["stale"]["address"].as_str().unwrap().to_owned();
        let problems = report["problems"].as_array().unwrap();
        let told = problems.iter().any(|problem| {
            problem["message"].as_str().unwrap().contains(&address) && problem["location"]["line"].as_u64() > Some(0)
        });
        assert!(told, "{folder}: {problems:#?}");
    }
}

/// On a first plan nothing but the references tells that an expression was changed: every value in it is unknown.
#[test]
fn a_changed_reference_is_noticed_though_all_values_are_unknown() {
    let folder = tempfile::tempdir().unwrap();
    let from = std::path::Path::new("testdata/references/everything-is-new");
    for entry in std::fs::read_dir(from).unwrap().flatten().filter(|entry| entry.path().is_file()) {
        std::fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    let main = folder.path().join("main.tf");
    let text = std::fs::read_to_string(&main).unwrap();
    let changed = text.replace("aws_lb_target_group.this[each.value.pool].arn", "local.listeners[each.key].pool_arn");
    assert_ne!(text, changed);
    std::fs::write(&main, changed).unwrap();
    let done = poolproof(["check", "plan.json", "--config", ".", "--report", "json"]).within(&folder).run();
    let report: Json = serde_json::from_str(&done.stdout).unwrap();
    let message = report["problems"][0]["message"].as_str().unwrap();
    assert!(message.contains("default_action.target_group_arn of aws_lb_listener.this"), "{message}");
}

/// A value that the plan does not have explains none of its unknown ones: the edge is not lost.
#[test]
fn sources_that_explain_nothing_leave_the_plan_alone() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["plan.json", "main.tf"] {
        std::fs::copy(format!("testdata/broken/traffic-to-empty-pool/{name}"), folder.path().join(name)).unwrap();
    }
    let main = folder.path().join("main.tf");
    let text = std::fs::read_to_string(&main).unwrap();
    let changed = text.replace("= aws_lb_target_group.api.arn", "= [[aws_lb_target_group.api.arn]]");
    assert_ne!(text, changed);
    std::fs::write(&main, changed).unwrap();
    let done = poolproof(["graph", "plan.json", "--config", ".", "--format", "json"]).within(&folder).run();
    let graph: Json = serde_json::from_str(&done.stdout).unwrap();
    let edges = graph["edges"].as_array().unwrap();
    let forward = edges.iter().find(|edge| edge["role"] == "forward").unwrap();
    assert_eq!(forward["to"], "aws_lb_target_group.api");
}

/// A folder that was named by mistake: it has a listener of the same address, and no word of the plan's forward blocks.
#[test]
fn the_sources_of_another_plan_take_nothing_from_a_proof() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy("testdata/incident/weight-shifted-to-empty-pool/plan.json", folder.path().join("plan.json")).unwrap();
    let alone = poolproof(["check", "plan.json", "--report", "json"]).within(&folder).run();
    std::fs::create_dir(folder.path().join("other")).unwrap();
    std::fs::copy("testdata/healthy/asg-attachment/main.tf", folder.path().join("other/main.tf")).unwrap();
    let named = poolproof(["check", "plan.json", "--config", "other", "--report", "json"]).within(&folder).run();
    assert_eq!((alone.code, named.code), (1, 1));
    let [alone, named] = [alone, named].map(|done| serde_json::from_str::<Json>(&done.stdout).unwrap());
    let told = |report: &Json| -> Vec<Json> {
        let findings = report["findings"].as_array().unwrap().iter();
        findings
            .map(|one| serde_json::json!([one["verdict"], one["blocks"], one["message"], one["fingerprint"]]))
            .collect()
    };
    assert_eq!(told(&alone), told(&named));
    let said = named["problems"][0]["message"].as_str().unwrap();
    assert!(said.contains("is not the one it was made from"), "{said}");
}

/// The weights of a folder that was changed since: each of its blocks stands in the plan, and not all of the plan's in it.
#[test]
fn two_weights_of_nothing_are_not_those_of_the_plan() {
    let case = "testdata/incident/weight-shifted-to-empty-pool";
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(format!("{case}/plan.json"), folder.path().join("plan.json")).unwrap();
    let config = folder.path().join("older");
    std::fs::create_dir(&config).unwrap();
    for name in ["main.tf", "network.tf"] {
        let text = std::fs::read_to_string(format!("{case}/{name}")).unwrap();
        std::fs::write(config.join(name), text.replace("weight = 100", "weight = 0")).unwrap();
    }
    let done = poolproof(["check", "plan.json", "--config", "older", "--report", "json"]).within(&folder).run();
    let report: Json = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!((done.code, report["summary"]["blocking"].as_u64()), (1, Some(1)), "{done}");
    let problems = report["problems"].to_string();
    assert!(problems.contains("not the one of this plan"), "{problems}");
}
