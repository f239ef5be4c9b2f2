//! Plans of many steps, in the shapes that are hardest on the order of an apply: all instances of few blocks, so that each
//! waits for each of another block. Nothing is recorded but what plan JSON has.

use serde_json::{Value, json};

const POOL: &str = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/";
const RULE: &str = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener-rule/app/main/1/1/";

/// A plan by name, as JSON, and the number of its changes.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    pub(crate) plan: String,
    pub(crate) changes: usize,
}

/// Every shape, with about `count` changes each.
pub(crate) fn shapes(count: usize) -> [Shape; 3] {
    [
        shape("pools replaced under their rules", (0..count / 4).flat_map(replaced).collect()),
        shape("pools removed from under their rules", (0..count / 4).flat_map(removed).collect()),
        shape("one pool that all rules lead to", crowd(count)),
    ]
}

fn shape(name: &'static str, mut changes: Vec<Value>) -> Shape {
    let kept = json!({"arn": arn("kept"), "id": arn("kept"), "name": "kept"});
    changes.push(change("aws_lb_target_group.kept", None, &["no-op"], kept.clone(), kept));
    let prior: Vec<Value> = changes.iter().filter(|change| change["change"]["before"].is_object()).map(prior).collect();
    let plan = json!({
        "format_version": "1.2", "terraform_version": "1.11.4", "complete": true, "errored": false,
        "planned_values": {"root_module": {}}, "resource_changes": changes, "configuration": configuration(),
        "prior_state": {"format_version": "1.0", "values": {"root_module": {"resources": prior}}}
    });
    Shape { name, changes: changes.len(), plan: plan.to_string() }
}

fn arn(name: &str) -> String {
    format!("{POOL}{name}/0123456789abcdef")
}

/// A pool that is made anew before it is destroyed, two registrations that go first, and a rule that follows.
fn replaced(at: usize) -> Vec<Value> {
    let key = format!("k{at:05}");
    let old = json!({"arn": arn(&key), "id": arn(&key), "name": key, "port": 80});
    let new = json!({"name_prefix": "k-", "port": 81});
    let gone = &["create", "delete"];
    let mut all = vec![change("aws_lb_target_group.pool", Some(&key), gone, old, new)];
    for block in ["a", "b"] {
        let before = json!({"target_group_arn": arn(&key), "target_id": format!("i-{block}{at}"), "port": 80});
        let after = json!({"target_id": format!("i-{block}{at}"), "port": 81});
        let block = format!("aws_lb_target_group_attachment.{block}");
        all.push(change(&block, Some(&key), &["delete", "create"], before, after));
    }
    all.push(rule(&key, at, "update", Some(&arn(&key)), None));
    all
}

/// A pool that goes with its registrations, and a rule that moves away from it.
fn removed(at: usize) -> Vec<Value> {
    let key = format!("k{at:05}");
    let old = json!({"arn": arn(&key), "id": arn(&key), "name": key, "port": 80});
    let mut all = vec![change("aws_lb_target_group.pool", Some(&key), &["delete"], old, Value::Null)];
    for block in ["a", "b"] {
        let before = json!({"target_group_arn": arn(&key), "target_id": format!("i-{block}{at}"), "port": 80});
        let block = format!("aws_lb_target_group_attachment.{block}");
        all.push(change(&block, Some(&key), &["delete"], before, Value::Null));
    }
    all.push(rule(&key, at, "update", Some(&arn(&key)), Some(&arn("kept"))));
    all
}

/// As many rules as a load balancer may have, which stay, and one pool under them whose many registrations are made anew.
fn crowd(count: usize) -> Vec<Value> {
    let registered = |at: usize| {
        let values = |port: u16| json!({"target_group_arn": arn("kept"), "target_id": format!("i-{at}"), "port": port});
        let actions = &["delete", "create"];
        change("aws_lb_target_group_attachment.a", Some(&format!("k{at:05}")), actions, values(80), values(81))
    };
    let kept = arn("kept");
    let rules = (0..100).map(|at| rule(&format!("k{at:05}"), at, "no-op", Some(&kept), Some(&kept)));
    (0..count - 100).map(registered).chain(rules).collect()
}

fn rule(key: &str, at: usize, action: &str, from: Option<&str>, to: Option<&str>) -> Value {
    let values = |pool: Option<&str>| {
        let mut forward = json!({"type": "forward"});
        if let Some(pool) = pool {
            forward["target_group_arn"] = json!(pool);
        }
        json!({"arn": format!("{RULE}{at}"), "id": format!("{RULE}{at}"), "priority": at + 1, "action": [forward]})
    };
    let mut change = change("aws_lb_listener_rule.route", Some(key), &[action], values(from), values(to));
    if to.is_none() {
        change["change"]["after_unknown"] = json!({"action": [{"target_group_arn": true}]});
    }
    change
}

fn change(block: &str, key: Option<&str>, actions: &[&str], before: Value, after: Value) -> Value {
    let address = key.map_or(block.to_owned(), |key| format!("{block}[\"{key}\"]"));
    let (type_, name) = block.split_once('.').unwrap_or_default();
    let created = actions.contains(&"create");
    let unknown = if created { json!({"arn": true, "id": true, "target_group_arn": true}) } else { json!({}) };
    json!({
        "address": address, "mode": "managed", "type": type_, "name": name, "index": key,
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "change": {"actions": actions, "before": before, "after": after, "after_unknown": unknown}
    })
}

/// The object as the state has it, made after the pools where it is not one.
fn prior(change: &Value) -> Value {
    let is_pool = change["type"] == "aws_lb_target_group";
    let mut object = change.clone();
    object["values"] = change["change"]["before"].clone();
    object["depends_on"] = if is_pool { json!([]) } else { json!(["aws_lb_target_group.pool"]) };
    if let Some(object) = object.as_object_mut() {
        object.remove("change");
    }
    object
}

fn configuration() -> Value {
    let pool = json!({"references": ["aws_lb_target_group.pool", "each.key"]});
    let keys = json!({"references": ["var.keys"]});
    let block = |address: &str, expressions: Value| {
        let (type_, name) = address.split_once('.').unwrap_or_default();
        json!({"address": address, "mode": "managed", "type": type_, "name": name, "provider_config_key": "aws",
               "expressions": expressions, "for_each_expression": keys})
    };
    let kept = json!({"address": "aws_lb_target_group.kept", "mode": "managed", "type": "aws_lb_target_group", "name": "kept",
                      "provider_config_key": "aws", "expressions": {}});
    let attached = || json!({"target_group_arn": pool});
    json!({
        "provider_config": {"aws": {"name": "aws", "full_name": "registry.terraform.io/hashicorp/aws"}},
        "root_module": {"resources": [
            kept,
            block("aws_lb_target_group.pool", json!({})),
            block("aws_lb_target_group_attachment.a", attached()),
            block("aws_lb_target_group_attachment.b", attached()),
            block("aws_lb_listener_rule.route", json!({"action": [{"type": {"constant_value": "forward"}, "target_group_arn": pool}]})),
        ]}
    })
}
