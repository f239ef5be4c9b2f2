//! Policies that join resources say the same on a first plan, where no ARN is known, as they say once everything stands.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value as Json;

use crate::tool::{poolproof, root};

/// Fewer policies than these prove little.
const AT_LEAST: u64 = 12;

/// What is said of a plan: the verdicts that are no pass by policy and address, and how many there were of all.
struct Said {
    open: BTreeMap<(String, String), String>,
    evaluations: u64,
    policies: u64,
}

fn report(plan: &Path) -> Json {
    let policies = root().join("testdata/joins/policies");
    let arguments = ["check", "--no-builtin", "--strict", "--report", "json", "--policies"];
    let run = poolproof(arguments).within(plan.parent().unwrap());
    let run = run.arguments([policies.as_os_str(), plan.file_name().unwrap()]).run();
    assert!(run.code < 2, "{run}");
    let report: Json = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["problems"], Json::Array(Vec::new()), "{run}");
    report
}

fn said(plan: &Path) -> Said {
    let report = report(plan);
    let text = |value: &Json| value.as_str().unwrap().to_owned();
    let open =
        report["findings"].as_array().unwrap().iter().map(|finding| {
            ((text(&finding["policy"]), text(&finding["subject"]["address"])), text(&finding["verdict"]))
        });
    let summary = |name: &str| report["summary"][name].as_u64().unwrap();
    Said { open: open.collect(), evaluations: summary("evaluations"), policies: summary("policies") }
}

fn plan(case: &str) -> std::path::PathBuf {
    root().join("testdata/joins").join(case).join("plan.json")
}

#[test]
fn a_first_plan_and_the_plan_after_its_apply_say_the_same() {
    let (first, applied) = (said(&plan("first")), said(&plan("applied")));
    assert!(first.policies >= AT_LEAST);
    assert_eq!(first.open, applied.open);
    assert_eq!(first.evaluations, applied.evaluations);
    // Both answers occur, and none of them is a shrug.
    assert!(first.open.values().all(|verdict| verdict == "fail"), "{:?}", first.open);
    assert!(first.open.len() > 4 && first.evaluations > 3 * first.open.len() as u64);
}

/// Every policy looks at something, and a dozen of them find what they look for by `getresources`.
#[test]
fn every_policy_joins_and_is_for_something() {
    let text = std::fs::read_to_string(root().join("testdata/joins/policies/joins.policy.hcl")).unwrap();
    let blocks: Vec<&str> = text.split("\nresource_policy ").skip(1).collect();
    // `local.listeners` and `local.pools` of the file are joins as well.
    let joins = |block: &&&str| ["getresources", "local.listeners", "local.pools"].iter().any(|it| block.contains(it));
    assert!(blocks.iter().filter(joins).count() as u64 >= AT_LEAST);
    let seen = report(&plan("first"))["policies"].clone();
    let seen = seen.as_array().unwrap();
    assert!(seen.len() >= blocks.len());
    assert!(seen.iter().all(|policy| policy["matched"].as_u64() > Some(0)), "{seen:?}");
}

/// The comparison sees what differs: a listener that stands on the other load balancer.
#[test]
fn a_difference_is_seen() {
    let mut json: Json = serde_json::from_str(&std::fs::read_to_string(plan("applied")).unwrap()).unwrap();
    let after = |change: &Json, name: &str| change["change"]["after"][name].as_str().unwrap_or("").to_owned();
    let changes = json["resource_changes"].as_array().unwrap();
    let arns: Vec<String> =
        changes.iter().filter(|it| it["type"] == "aws_lb").map(|change| after(change, "arn")).collect();
    let listener = changes.iter().position(|it| it["type"] == "aws_lb_listener").unwrap();
    let other = arns.iter().find(|arn| **arn != after(&changes[listener], "load_balancer_arn")).unwrap().clone();
    for side in ["before", "after"] {
        json["resource_changes"][listener]["change"][side]["load_balancer_arn"] = other.clone().into();
    }
    let folder = tempfile::tempdir().unwrap();
    let moved = folder.path().join("plan.json");
    std::fs::write(&moved, json.to_string()).unwrap();
    assert_ne!(said(&moved).open, said(&plan("first")).open);
}

#[test]
fn plan_json_alone_says_less_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let alone = folder.path().join("plan.json");
    std::fs::copy(plan("first"), &alone).unwrap();
    let (less, applied) = (said(&alone), said(&plan("applied")));
    assert_eq!(less.evaluations, applied.evaluations);
    for (what, verdict) in &less.open {
        assert!(verdict == "unknown" || applied.open.get(what) == Some(verdict), "{what:?} is {verdict}");
    }
    for what in applied.open.keys() {
        assert!(less.open.contains_key(what), "{what:?} passes without being known");
    }
}
