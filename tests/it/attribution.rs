//! What a plan has to do with a fault: it makes it, makes it worse, or meets it. Recorded plans, with the one fact changed
//! that decides it.

use serde_json::{Value as Json, json};

use crate::cases::{case, findings, named};
use crate::tool::{Done, poolproof};

/// A rule that sends a part of its traffic to a service without tasks, before and after.
fn dead_share(before: u64, after: u64) -> String {
    let mut plan = case("healthy/preexisting-zero-tasks").json();
    for change in plan["resource_changes"].as_array_mut().unwrap() {
        if change["address"] != "aws_lb_listener_rule.api" {
            continue;
        }
        change["change"]["actions"] = json!(["update"]);
        for (side, weight) in [("before", before), ("after", after)] {
            let action = &mut change["change"][side]["action"][0];
            let other = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/other/0123456789abcdef";
            let api = std::mem::replace(&mut action["target_group_arn"], "".into());
            let groups = [json!({ "arn": api, "weight": weight }), json!({ "arn": other, "weight": 100 - weight })];
            action["forward"] = json!([{ "stickiness": [], "target_group": groups }]);
        }
    }
    plan.to_string()
}

fn check(plan: &str, more: &[&str]) -> Done {
    poolproof([&["check", "-"], more].concat()).stdin(plan.as_bytes()).run()
}

/// Attribution and blocking of the findings of proved faults.
fn faults(plan: &str, more: &[&str]) -> Vec<(String, String, bool)> {
    let done = check(plan, &[&["--report", "json"], more].concat());
    let report: Json = serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {done}"));
    assert_eq!(done.code, i32::from(report["summary"]["blocking"] != 0));
    let broken = findings(&report).iter().filter(|one| one["verdict"] == "fail" && one["severity"] == "S1");
    let fact = |one: &Json| (named(one).0, one["attribution"].as_str().unwrap().to_owned(), one["blocks"] == true);
    broken.map(fact).collect()
}

#[test]
fn a_larger_share_that_ends_dead_is_worse_and_blocks() {
    let worse = faults(&dead_share(20, 60), &[]);
    assert!(!worse.is_empty());
    assert!(worse.iter().all(|(_, attribution, blocks)| attribution == "worsened" && *blocks), "{worse:?}");
    let text = check(&dead_share(20, 60), &[]).stdout;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("this plan makes it worse"), "{text}");
}

#[test]
fn the_same_or_a_smaller_share_was_there_before_and_is_counted_in_one_line() {
    for (before, after) in [(20, 20), (60, 20)] {
        let old = faults(&dead_share(before, after), &[]);
        assert!(!old.is_empty());
        assert!(old.iter().all(|(_, attribution, blocks)| attribution == "pre_existing" && !blocks), "{old:?}");
        let text = check(&dead_share(before, after), &[]).stdout;
        assert!(!text.contains("ecs_zero_tasks") && text.contains("from before this plan"), "{text}");
        assert!(check(&dead_share(before, after), &["--all"]).stdout.contains("ecs_zero_tasks"));
        assert_eq!(check(&dead_share(before, after), &["--strict"]).code, 1);
    }
}

#[test]
fn a_first_share_that_ends_dead_is_introduced() {
    let new = faults(&dead_share(0, 60), &[]);
    assert!(!new.is_empty());
    assert!(new.iter().all(|(_, attribution, blocks)| attribution == "introduced" && *blocks), "{new:?}");
}
