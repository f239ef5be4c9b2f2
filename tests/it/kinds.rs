//! Kinds of resources of one's own, on a recorded plan in which a script registers the servers (`terraform_data`) and Cloud
//! Map names the load balancer.

use serde_json::Value as Json;

use crate::tool::{poolproof, root};

const CASE: &str = "testdata/kinds/registered-by-script";

/// What a check finds, by policy and address, and its exit code.
fn found(settings: &str, config: &[&str]) -> (i32, Vec<(String, String)>) {
    let arguments = ["check", "plan.json", "--settings", settings, "--report", "json"];
    let run = poolproof(arguments.iter().chain(config)).within(root().join(CASE)).run();
    let report: Json = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{run}"));
    let text = |value: &Json| value.as_str().unwrap().to_owned();
    let findings = report["findings"].as_array().unwrap().iter().filter(|finding| finding["blocks"] == true);
    (run.code, findings.map(|it| (text(&it["policy"]), text(&it["subject"]["address"]))).collect())
}

fn blocked(address: &str) -> (String, String) {
    ("traffic_to_empty_pool".to_owned(), address.to_owned())
}

#[test]
fn a_pool_that_a_kind_of_ones_own_fills_is_alive() {
    let empty = tempfile::NamedTempFile::new().unwrap();
    let none = empty.path().to_str().unwrap();
    let ways: [&[&str]; 2] = [&["--config", "plan.tfplan"], &[]];
    for config in ways {
        // Without the kind nobody is seen to fill either pool.
        let both = vec![blocked("aws_lb_listener.http"), blocked("aws_lb_listener_rule.reports")];
        assert_eq!(found(none, config), (1, both));
        // With it one is alive, and the other is as empty as before.
        assert_eq!(found(".poolproof.hcl", config), (1, vec![blocked("aws_lb_listener_rule.reports")]));
    }
}

#[test]
fn the_graph_has_the_nodes_and_edges_of_a_kind_of_ones_own() {
    let arguments = ["graph", "plan.json", "--format", "json"];
    let run = poolproof(arguments).within(root().join(CASE)).run();
    let graph: Json = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{run}"));
    let has = |role: &str, from: &str, to: &str| {
        graph["edges"].as_array().unwrap().iter().any(|edge| {
            edge["role"] == role && edge["from"] == from && edge["to"] == to && edge["certainty"] == "exact"
        })
    };
    assert!(has("member_of", "terraform_data.registration", "aws_lb_target_group.api"), "{run}");
    assert!(has("target_of", "terraform_data.registration", "aws_instance.api"), "{run}");
    assert!(has("entry_to", "aws_service_discovery_instance.shop", "aws_lb.shop"), "{run}");
    let kind = |address: &str| {
        graph["nodes"].as_array().unwrap().iter().find(|node| node["address"] == address).map(|node| &node["kind"])
    };
    assert_eq!(kind("terraform_data.registration"), Some(&Json::from("member")));
    assert_eq!(kind("aws_service_discovery_instance.shop"), Some(&Json::from("entry")));
}

const POLICY: &str = r#"
entry_policy "one_name" {
  filter = entry.service == "cloud_map"
  enforce {
    condition     = length(entry.load_balancers) == 1
    error_message = "${entry.address} names no load balancer."
  }
}

pool_policy "filled" {
  enforce {
    condition     = length(pool.members) > 0
    error_message = "${pool.address} is empty."
  }
}
"#;

const TEST: &str = r#"
resource "aws_lb" "main" {
  skip  = true
  attrs = {}
}

resource "aws_lb_target_group" "api" {
  attrs = {}
}

resource "aws_lb_target_group" "empty" {
  expect_failure = true
  attrs          = {}
}

resource "terraform_data" "registration" {
  skip  = true
  attrs = { input = { pool = aws_lb_target_group.api.arn } }
}

resource "aws_service_discovery_instance" "good" {
  attrs = { attributes = { AWS_ALIAS_DNS_NAME = aws_lb.main.dns_name } }
}

resource "aws_service_discovery_instance" "bad" {
  expect_failure = true
  attrs          = { attributes = { AWS_ALIAS_DNS_NAME = "elsewhere.example.com" } }
}
"#;

#[test]
fn mocks_of_a_kind_of_ones_own_stand_in_the_graph() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(root().join(CASE).join(".poolproof.hcl"), folder.path().join("kinds.hcl")).unwrap();
    std::fs::write(folder.path().join("own.policy.hcl"), POLICY).unwrap();
    std::fs::write(folder.path().join("own.policytest.hcl"), TEST).unwrap();
    let without = poolproof(["test"]).within(folder.path()).run();
    assert_eq!(without.code, 1, "{without}");
    let done = poolproof(["test", "--settings", "kinds.hcl"]).within(folder.path()).run();
    assert!(done.code == 0 && done.stdout.contains("4 cases in 1 file: 4 as expected."), "{done}");
}
