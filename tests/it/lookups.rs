//! A data source that finds by its ARN what the same configuration makes is that instance, and no other.

use serde_json::{Value as Json, json};

use crate::tool::poolproof;

const SOURCES: &str = r#"
resource "aws_lb_target_group" "p" {
  for_each = toset(["blue", "green"])
  name     = "p-${each.key}"
}
data "aws_lb_target_group" "d" {
  for_each = aws_lb_target_group.p
  ARGUMENT
}
resource "aws_lb_listener" "l" {
  for_each = data.aws_lb_target_group.d
  port     = 80
  default_action {
    type             = "forward"
    target_group_arn = each.value.ATTRIBUTE
  }
}
"#;

fn keyed(mode: &str, name: &str, key: &str, action: &str, after: Json, unknown: Json) -> Json {
    let (type_, block) = name
        .rsplit('.')
        .next()
        .map(|block| (name.trim_start_matches("data.").split('.').next().unwrap(), block))
        .unwrap();
    json!({
        "address": format!("{name}[\"{key}\"]"), "mode": mode, "type": type_, "name": block, "index": key,
        "change": {"actions": [action], "before": null, "after": after, "after_unknown": unknown}
    })
}

fn plan(references: &[&str]) -> String {
    let mut changes = Vec::new();
    for key in ["blue", "green"] {
        let identity = json!({"arn": true, "id": true});
        let pool = json!({"name": format!("p-{key}"), "port": 80, "protocol": "HTTP", "target_type": "ip"});
        changes.push(keyed("managed", "aws_lb_target_group.p", key, "create", pool, identity.clone()));
        changes.push(keyed("data", "data.aws_lb_target_group.d", key, "read", json!({}), identity));
        let listener = json!({"port": 80, "default_action": [{"type": "forward"}]});
        let unknown = json!({"arn": true, "id": true, "default_action": [{"target_group_arn": true}]});
        changes.push(keyed("managed", "aws_lb_listener.l", key, "create", listener, unknown));
    }
    let data = json!({"references": ["data.aws_lb_target_group.d"]});
    json!({
        "format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": changes,
        "configuration": {"root_module": {"resources": [
            {"address": "aws_lb_target_group.p", "mode": "managed", "type": "aws_lb_target_group", "name": "p", "expressions": {}},
            {"address": "data.aws_lb_target_group.d", "mode": "data", "type": "aws_lb_target_group", "name": "d",
             "for_each_expression": {"references": ["aws_lb_target_group.p"]},
             "expressions": {"arn": {"references": references}}},
            {"address": "aws_lb_listener.l", "mode": "managed", "type": "aws_lb_listener", "name": "l",
             "for_each_expression": data,
             "expressions": {"default_action": [{"target_group_arn": {"references": ["each.value"]}}]}},
        ]}}
    })
    .to_string()
}

/// Where each listener forwards to, and how certain that is.
fn forwards(argument: &str, attribute: &str, references: &[&str]) -> Vec<(String, String, String)> {
    let folder = tempfile::tempdir().unwrap();
    let sources = SOURCES.replace("ARGUMENT", argument).replace("ATTRIBUTE", attribute);
    std::fs::write(folder.path().join("main.tf"), sources).unwrap();
    std::fs::write(folder.path().join("plan.json"), plan(references)).unwrap();
    let done = poolproof(["graph", "plan.json", "--config", ".", "--format", "json"]).within(&folder).run();
    let graph: Json = serde_json::from_str(&done.stdout).unwrap_or_else(|_| panic!("{done}"));
    let text = |edge: &Json, name: &str| edge[name].as_str().unwrap_or_default().to_owned();
    let edges = graph["edges"].as_array().unwrap().iter().filter(|edge| edge["role"] == "forward");
    edges.map(|edge| (text(edge, "from"), text(edge, "to"), text(edge, "certainty"))).collect()
}

#[test]
fn a_data_source_repeats_the_arn_it_looks_for() {
    for attribute in ["arn", "id"] {
        let found = forwards("arn = each.value.arn", attribute, &["each.value.arn", "each.value"]);
        let exact = |key: &str| {
            let [from, to] = ["aws_lb_listener.l", "aws_lb_target_group.p"].map(|block| format!("{block}[\"{key}\"]"));
            (from, to, "exact".to_owned())
        };
        assert_eq!(found, [exact("blue"), exact("green")]);
    }
}

#[test]
fn what_it_finds_otherwise_is_not_known() {
    let not_exact = |argument: &str, attribute: &str, references: &[&str]| {
        let found = forwards(argument, attribute, references);
        assert!(
            found.len() >= 2 && found.iter().all(|(_, _, certainty)| certainty != "exact"),
            "{argument}: {found:?}"
        );
    };
    not_exact("name = each.value.name", "arn", &[]);
    not_exact("arn = \"${each.value.arn}-x\"", "arn", &["each.value.arn", "each.value"]);
    // These are not the sources of the plan.
    not_exact("arn = aws_lb_target_group.p[\"blue\"].arn", "arn", &["each.value.arn", "each.value"]);
}
