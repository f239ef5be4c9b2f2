//! The twins of the recorded scenarios that go well: nothing of them is blocked, and what a report gives to paste makes one.

use std::collections::BTreeMap;

use poolproof::model::Mode;
use serde_json::Value as Json;

use crate::cases;
use crate::order::{self, Batch, batches};
use crate::tool::poolproof;

fn report(batch: &Batch) -> Json {
    let command = poolproof(["check", "plan.json", "--config", "plan.tfplan", "--report", "json"]);
    serde_json::from_str(&command.within(&batch.folder).run().stdout).unwrap()
}

fn is_within(finding: &Json, module: &str) -> bool {
    finding["subject"]["address"].as_str().unwrap().starts_with(&format!("module.{module}."))
}

/// Scenarios that shall go well, and do in every order: nothing certain is said of them. `rule-changed-in-place` is none of
/// them: it takes other requests than before, which leaves those of before to the default action.
#[test]
fn no_healthy_twin_is_blocked() {
    const HEALTHY: [&str; 28] = [
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
        "cold-cut-over-pasted",
        "dropped-key-pasted",
        "members-leave-first-pasted",
        "members-go-beside-route-pasted",
        "priorities-swapped-pasted",
        "service-beside-listener-pasted",
        "rule-replaced-with-pool-pasted",
        "protected-balancer-removed-pasted",
        "dropped-key-in-two-applies",
    ];
    let mut seen = 0;
    for batch in batches() {
        let report = report(&batch);
        for (module, name) in batch.seen.scenarios.iter().filter(|(_, name)| HEALTHY.contains(&&***name)) {
            let own = |finding: &&Json| finding["blocks"] == true && is_within(finding, module);
            let blocking: Vec<String> =
                cases::findings(&report).iter().filter(own).map(|finding| finding["policy"].to_string()).collect();
            assert!(blocking.is_empty(), "{name} is blocked by {blocking:?}");
            seen += 1;
        }
    }
    assert_eq!(seen, HEALTHY.len());
}

/// Batch and module of a scenario, the policy that gives something to paste for it, and the module of its twin, which went
/// well in every recorded apply.
const PASTED: [(&str, &str, &str, &str); 7] = [
    ("members", "s48", "cold_pool_cutover", "s81"),
    ("pools-removed", "s01", "pool_removed_before_routes", "s82"),
    ("pools-replaced", "s21", "members_removed_before_routes", "s83"),
    ("members", "s41", "members_removed_before_routes", "s84"),
    ("routes", "s66", "rule_priority_swap", "s85"),
    ("members", "s52", "ecs_before_listener", "s86"),
    ("pools-replaced", "s30", "pool_replace_outage_window", "s87"),
];

/// Lines without what `terraform fmt` does to them.
fn plain(lines: &[&str]) -> String {
    lines.iter().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ") + "\n").collect()
}

/// The pieces between the comments of what is to be pasted.
fn pieces(paste: &str) -> Vec<String> {
    let lines: Vec<&str> = paste.lines().collect();
    let pieces = lines.split(|line| line.starts_with('#')).map(plain);
    pieces.filter(|piece| !piece.trim().is_empty()).collect()
}

#[test]
fn what_is_to_be_pasted_stands_in_the_twins() {
    let batches: BTreeMap<String, Batch> = batches().into_iter().map(|batch| (batch.name.clone(), batch)).collect();
    let pasted = order::input(&batches["pasted"].folder, true);
    let tree = pasted.configuration.unwrap();
    for (batch, module, policy, twin) in PASTED {
        let report = report(&batches[batch]);
        let own = |finding: &&Json| finding["policy"] == policy && is_within(finding, module);
        let found: Vec<&Json> = cases::findings(&report).iter().filter(own).collect();
        assert!(!found.is_empty(), "{batch}: {policy} says nothing of {module}");
        let call = (Mode::Managed, "aws_lb".to_owned(), "main".to_owned());
        let source = &tree.modules[&vec![twin.to_owned()]].resources[&call].source;
        let text = plain(&source.text().lines().collect::<Vec<_>>());
        for finding in found {
            let pieces = pieces(finding["paste"].as_str().unwrap());
            assert!(!pieces.is_empty(), "{policy} gives nothing to paste");
            for piece in pieces {
                assert!(text.contains(&piece), "{twin} has not what {policy} gives to paste:\n{piece}\nin\n{text}");
            }
        }
    }
}
