//! What cannot be known is never taken for a pass, nor for a fault: recorded faults whose deciding values are hidden.

use serde::Deserialize;
use serde_json::{Value as Json, json};

use crate::cases::{case, findings, named};
use crate::tool::{poolproof, root};

/// The plan of a case, changed.
fn plan(name: &str, change: impl FnOnce(&mut Json)) -> Json {
    let mut plan = case(name).json();
    change(&mut plan);
    plan
}

fn change<'p>(plan: &'p mut Json, address: &str) -> &'p mut Json {
    let changes = plan["resource_changes"].as_array_mut().unwrap();
    let found = changes.iter_mut().find(|change| change["address"] == address);
    &mut found.unwrap_or_else(|| panic!("no change of {address}"))["change"]
}

/// Makes the attribute at `pointer` known only after apply, as plan JSON writes it.
fn hide(plan: &mut Json, address: &str, pointer: &str) {
    let change = change(plan, address);
    if change["actions"] == json!(["no-op"]) {
        change["actions"] = json!(["update"]);
    }
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let after = change["after"].pointer_mut(parent).unwrap().as_object_mut().unwrap();
    assert!(after.remove(name).is_some(), "{address} has no {pointer}");
    let steps: Vec<&str> = pointer.split('/').skip(1).collect();
    mark(&mut change["after_unknown"], &steps);
}

fn mark(unknown: &mut Json, steps: &[&str]) {
    let Some((first, rest)) = steps.split_first() else {
        *unknown = json!(true);
        return;
    };
    if let Ok(index) = first.parse::<usize>() {
        if !unknown.is_array() {
            *unknown = json!([]);
        }
        let list = unknown.as_array_mut().unwrap();
        while list.len() <= index {
            list.push(json!({}));
        }
        return mark(&mut list[index], rest);
    }
    if !unknown.is_object() {
        *unknown = json!({});
    }
    mark(&mut unknown[*first], rest);
}

/// The reason why a policy is undecided on a plan; it must not be broken nor hold.
fn why(plan: &Json, policy: &str) -> String {
    let run = poolproof(["check", "-", "--only", policy, "--all", "--report", "json"]).stdin(plan.to_string()).run();
    assert_eq!(run.code, 0, "{run}");
    let report: Json = serde_json::from_str(&run.stdout).unwrap();
    let of_policy: Vec<&Json> = findings(&report).iter().filter(|finding| finding["policy"] == policy).collect();
    assert!(!of_policy.is_empty(), "{policy} says nothing");
    assert!(of_policy.iter().all(|finding| finding["verdict"] == "unknown"), "{policy} decides: {run}");
    of_policy[0]["reason"].as_str().unwrap().to_owned()
}

#[test]
fn weights() {
    let plan = plan("broken/all-weights-zero", |plan| {
        for index in 0..2 {
            hide(plan, "aws_lb_listener.http", &format!("/default_action/0/forward/0/target_group/{index}/weight"));
        }
    });
    insta::assert_snapshot!(why(&plan, "all_weights_zero"), @"known after apply: depends on aws_lb_listener.http.default_action[0].forward[0].target_group[1].weight");
}

#[test]
fn capacities() {
    let groups = plan("broken/asg-zero-capacity", |plan| {
        for size in ["/min_size", "/max_size", "/desired_capacity"] {
            hide(plan, "aws_autoscaling_group.api", size);
        }
    });
    insta::assert_snapshot!(why(&groups, "asg_zero_capacity"), @"the capacity of aws_autoscaling_group.api is known after apply");
    let tasks = plan("broken/ecs-zero-tasks", |plan| hide(plan, "aws_ecs_service.api", "/desired_count"));
    insta::assert_snapshot!(why(&tasks, "ecs_zero_tasks"), @"the desired_count of aws_ecs_service.api is known after apply");
}

#[test]
fn forwards() {
    let plan = plan("broken/forward-without-pool", |plan| {
        hide(plan, "aws_lb_listener_rule.beta", "/action/0/target_group_arn");
        hide(plan, "aws_lb_listener_rule.beta", "/action/0/forward");
    });
    insta::assert_snapshot!(why(&plan, "forward_without_pool"), @"its pools are known after apply");
}

/// A new attachment whose pool is not known may fill the one that loses all others.
#[test]
fn members() {
    let plan = plan("broken/attachments-to-zero", |plan| {
        let mut attachment = change(plan, "aws_lb_target_group_attachment.api[0]").clone();
        attachment["actions"] = json!(["create"]);
        attachment["after"] = attachment["before"].take();
        attachment["after"].as_object_mut().unwrap().remove("target_group_arn");
        attachment["after_unknown"] = json!({ "target_group_arn": true, "id": true });
        let changes = plan["resource_changes"].as_array_mut().unwrap();
        changes.push(json!({
            "address": "aws_lb_target_group_attachment.late", "mode": "managed", "type": "aws_lb_target_group_attachment",
            "name": "late", "provider_name": "registry.terraform.io/hashicorp/aws", "change": attachment,
        }));
    });
    insta::assert_snapshot!(why(&plan, "pool_loses_all_targets"), @"aws_lb_target_group_attachment.late may register targets here: the plan's configuration does not have this block");
}

/// Two provider configurations may be two accounts.
#[test]
fn names() {
    let plan = plan("broken/pool-name-twice", |plan| {
        let calls = &mut plan["configuration"]["root_module"]["module_calls"];
        calls["admin"]["module"]["resources"][0]["provider_config_key"] = json!("aws.other");
    });
    insta::assert_snapshot!(why(&plan, "pool_name_collision"), @"they have different provider configurations, whose accounts and regions are not known");
}

/// A row of `testdata/undecided.json`: a recorded plan, and the attributes of one resource that are hidden in it.
#[derive(Deserialize)]
struct Hidden {
    case: String,
    policy: String,
    edit: String,
    hide: Vec<String>,
    #[serde(default)]
    config: bool,
}

impl Hidden {
    /// What the policy says of the plan without them, by verdict.
    fn verdicts(&self) -> Vec<String> {
        let recorded = case(&self.case);
        let hidden = plan(&self.case, |plan| self.hide.iter().for_each(|pointer| hide(plan, &self.edit, pointer)));
        let saved = recorded.folder.join("plan.tfplan");
        let more = ["--config", saved.to_str().unwrap()];
        let arguments = ["check", "-", "--only", &self.policy, "--all", "--audit", "--report", "json"];
        let arguments = [&arguments[..], if self.config { &more[..] } else { &[] }].concat();
        let done = poolproof(arguments).within(root()).stdin(hidden.to_string()).run();
        let report: Json = serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {done}"));
        let own = findings(&report).iter().filter(|finding| named(finding).0 == self.policy);
        own.map(|finding| finding["verdict"].as_str().unwrap().to_owned()).collect()
    }
}

#[test]
fn every_row_of_the_table() {
    let text = std::fs::read_to_string(root().join("testdata/undecided.json")).unwrap();
    let rows: Vec<Hidden> = serde_json::from_str(&text).unwrap();
    let decided: Vec<String> = rows
        .iter()
        .map(|row| (row, row.verdicts()))
        .filter(|(_, verdicts)| !verdicts.iter().any(|verdict| verdict == "unknown"))
        .map(|(row, verdicts)| format!("{} without {:?} of {}: {verdicts:?}", row.policy, row.hide, row.edit))
        .collect();
    assert!(decided.is_empty(), "{decided:#?}");
    assert!(rows.len() >= 50, "{} rows", rows.len());
}
