//! What leaves the state by a parameter or a secret: that pool may be filled by somebody else, and no other.

use serde_json::{Value as Json, json};

use crate::tool::poolproof;

const ARN: &str = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/p-there/645c2e82ff74976a";

/// Three pools, of which `there` stands already, and a listener to each.
const SOURCES: &str = r#"
locals { names = ["plain", "out", "there"] }
resource "aws_lb" "shop" {
  name = "shop"
}
resource "aws_lb_target_group" "p" {
  for_each = toset(local.names)
  name     = "p-${each.key}"
  port     = 80
  protocol = "HTTP"
}
resource "aws_lb_listener" "l" {
  for_each          = { for i, n in local.names : n => 8000 + i }
  load_balancer_arn = aws_lb.shop.arn
  port              = each.value
  protocol          = "HTTP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.p[each.key].arn
  }
}
resource "terraform_data" "id" {
  input = "x"
}
"#;

/// A parameter: what plan JSON says of its value, and how it is written.
struct Parameter<'t> {
    attribute: &'t str,
    /// `None` where it is known after apply.
    value: Option<&'t str>,
    references: &'t [&'t str],
    sources: &'t str,
}

impl Default for Parameter<'_> {
    fn default() -> Self {
        Self { attribute: "value", value: None, references: &[], sources: "" }
    }
}

fn change(address: &str, before: Json, after: Json, unknown: Json) -> Json {
    let (block, key) = address.split_once('[').map_or((address, None), |(block, rest)| {
        let key: Json = serde_json::from_str(rest.trim_end_matches(']')).unwrap();
        (block, Some(key))
    });
    let (type_, name) = block.split_once('.').unwrap();
    let actions = if before.is_null() { json!(["create"]) } else { json!(["no-op"]) };
    let mut change = json!({
        "address": address, "mode": "managed", "type": type_, "name": name,
        "change": {"actions": actions, "before": before, "after": after, "after_unknown": unknown}
    });
    if let Some(key) = key {
        change["index"] = key;
    }
    change
}

fn plan(parameter: &Parameter<'_>) -> Json {
    let pool =
        |name: &str| json!({"name": format!("p-{name}"), "port": 80, "protocol": "HTTP", "target_type": "instance"});
    let listener = |port: u16| json!({"port": port, "protocol": "HTTP", "default_action": [{"type": "forward"}]});
    let unknown =
        json!({"arn": true, "id": true, "load_balancer_arn": true, "default_action": [{"target_group_arn": true}]});
    let mut there = pool("there");
    there["arn"] = json!(ARN);
    there["id"] = json!(ARN);
    let mut to_there = listener(8002);
    to_there["default_action"][0]["target_group_arn"] = json!(ARN);
    let value = parameter.value.map_or(json!({}), |value| json!({parameter.attribute: value}));
    let is_unknown = json!({parameter.attribute: parameter.value.is_none()});
    let references = |list: &[&str]| json!({"references": list});
    json!({
        "format_version": "1.2", "terraform_version": "1.11.4",
        "resource_changes": [
            change("aws_lb.shop", Json::Null, json!({"name": "shop", "load_balancer_type": "application"}), json!({"arn": true, "id": true})),
            change(r#"aws_lb_target_group.p["out"]"#, Json::Null, pool("out"), json!({"arn": true, "id": true})),
            change(r#"aws_lb_target_group.p["plain"]"#, Json::Null, pool("plain"), json!({"arn": true, "id": true})),
            change(r#"aws_lb_target_group.p["there"]"#, there.clone(), there, json!({})),
            change(r#"aws_lb_listener.l["out"]"#, Json::Null, listener(8001), unknown.clone()),
            change(r#"aws_lb_listener.l["plain"]"#, Json::Null, listener(8000), unknown),
            change(r#"aws_lb_listener.l["there"]"#, Json::Null, to_there, json!({"arn": true, "id": true, "load_balancer_arn": true})),
            change("terraform_data.id", Json::Null, json!({"input": "x"}), json!({"id": true, "output": true})),
            change(r#"aws_ssm_parameter.it["a"]"#, Json::Null, value, is_unknown),
        ],
        "configuration": {"root_module": {"resources": [
            {"address": "aws_lb.shop", "mode": "managed", "type": "aws_lb", "name": "shop", "expressions": {}},
            {"address": "aws_lb_target_group.p", "mode": "managed", "type": "aws_lb_target_group", "name": "p",
             "expressions": {}, "for_each_expression": references(&["local.names"])},
            {"address": "aws_lb_listener.l", "mode": "managed", "type": "aws_lb_listener", "name": "l",
             "for_each_expression": references(&["local.names"]),
             "expressions": {
                "load_balancer_arn": references(&["aws_lb.shop.arn", "aws_lb.shop"]),
                "default_action": [{"target_group_arn": references(&["aws_lb_target_group.p", "each.key"])}]
             }},
            {"address": "terraform_data.id", "mode": "managed", "type": "terraform_data", "name": "id", "expressions": {}},
            {"address": "aws_ssm_parameter.it", "mode": "managed", "type": "aws_ssm_parameter", "name": "it",
             "for_each_expression": references(&["local.of_it"]),
             "expressions": {parameter.attribute: references(parameter.references)}},
        ]}}
    })
}

const TELLS: &str = r#"
pool_policy "stays" {
  about {
    severity = "S3"
    title    = "A pool leaves the state"
  }
  enforce {
    condition     = pool.exported == null
    error_message = "${pool.address} leaves by ${coalesce(pool.exported, "nothing")}"
  }
}
"#;

/// The keys of the pools that are said to leave the state, with the configuration or without it.
fn said(parameter: &Parameter<'_>, with_sources: bool) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("plan.json"), plan(parameter).to_string()).unwrap();
    std::fs::write(folder.path().join("tells.policy.hcl"), TELLS).unwrap();
    let mut arguments = vec!["check", "plan.json", "--no-builtin", "--policies=tells.policy.hcl", "--report", "json"];
    if with_sources {
        std::fs::write(folder.path().join("main.tf"), format!("{SOURCES}{}", parameter.sources)).unwrap();
        arguments.extend(["--config", "."]);
    }
    let done = poolproof(arguments).within(&folder).run();
    let report: Json = serde_json::from_str(&done.stdout).unwrap_or_else(|_| panic!("{done}"));
    assert!(!with_sources || report["problems"].as_array().unwrap().is_empty(), "{report:#}");
    let key = |finding: &Json| finding["subject"]["address"].as_str().unwrap().split('"').nth(1).unwrap().to_owned();
    let mut said: Vec<String> = report["findings"].as_array().unwrap().iter().map(key).collect();
    said.sort();
    said
}

/// The same, with the configuration at hand.
fn exported(parameter: &Parameter<'_>) -> Vec<String> {
    said(parameter, true)
}

fn parameter(value: &str, locals: &str) -> String {
    format!(
        "locals {{\n  of_it = {{ a = \"1\" }}\n  {locals}\n}}\nresource \"aws_ssm_parameter\" \"it\" {{\n  for_each = local.of_it\n  value = {value}\n}}\n"
    )
}

#[test]
fn a_known_value_exports_what_it_spells() {
    let of_local = |value: &str, sources: &str| {
        let sources = parameter("local.v", sources);
        exported(&Parameter { value: Some(value), references: &["local.v"], sources: &sources, ..Parameter::default() })
    };
    assert!(of_local("1.2.3", "v = \"1.2.3\"").is_empty());
    assert_eq!(of_local("p-out", "v = \"p-out\""), ["out"]);
    // A part of a path is the name of a pool where it can come from one.
    let path = "v = \"pools/${aws_lb_target_group.p[\"out\"].name}\"";
    assert_eq!(of_local("pools/p-out", path), ["out"]);
    assert!(of_local("https://p-out/", "v = \"https://p-out/\"").is_empty());
    assert!(of_local("p-out-2", "v = \"p-out-2\"").is_empty());
    let json = format!(r#"{{"arn":"{ARN}"}}"#);
    assert_eq!(of_local(&json, "v = jsonencode({ arn = aws_lb_target_group.p[\"there\"].arn })"), ["there"]);
    let listener_of_it = ARN.replace(":targetgroup/", ":listener/");
    assert!(of_local(&listener_of_it, &format!("v = \"{listener_of_it}\"")).is_empty());
}

#[test]
fn a_known_value_in_base64_is_looked_into() {
    let encoded = "eyJwb29sIjoicC1vdXQifQ==";
    let sources = parameter("local.v", r#"v = base64encode(jsonencode({ pool = "p-out" }))"#);
    let parameter =
        Parameter { value: Some(encoded), references: &["local.v"], sources: &sources, ..Parameter::default() };
    assert_eq!(exported(&parameter), ["out"]);
}

#[test]
fn the_value_of_each_is_no_pool_where_it_is_known() {
    let sources = parameter("each.value", "");
    let parameter =
        Parameter { value: Some("1"), references: &["each.value"], sources: &sources, ..Parameter::default() };
    assert!(exported(&parameter).is_empty());
}

#[test]
fn of_what_is_not_known_the_configuration_tells_the_pool() {
    let of = |value: &str, locals: &str, references: &[&str]| {
        exported(&Parameter { references, sources: &parameter(value, locals), ..Parameter::default() })
    };
    let pool = ["aws_lb_target_group.p", "local.names"];
    assert_eq!(of("aws_lb_target_group.p[local.names[1]].arn", "", &pool), ["out"]);
    let filtered = "jsonencode({ for k, p in aws_lb_target_group.p : k => p.arn if k == \"out\" })";
    assert_eq!(of(filtered, "", &pool[..1]), ["out"]);
    assert!(of("local.v", "v = terraform_data.id.id", &["local.v"]).is_empty());
    assert_eq!(of("local.v", "v = aws_lb_target_group.p[\"plain\"].id", &["local.v"]), ["plain"]);
    // A listener only repeats the ARN.
    let repeated = "v = aws_lb_listener.l[\"out\"].default_action[0].target_group_arn";
    assert_eq!(of("local.v", repeated, &["local.v"]), ["out"]);
}

#[test]
fn what_is_lost_in_a_value_may_be_any_pool_that_its_expression_reaches() {
    let of = |locals: &str| {
        let sources = parameter("local.v", locals);
        exported(&Parameter { references: &["local.v"], sources: &sources, ..Parameter::default() })
    };
    // The ARN that is known goes into a text of which only what is not known is kept.
    let there = "aws_lb_target_group.p[\"there\"].arn";
    assert_eq!(of(&format!("v = upper(\"${{{there}}} ${{terraform_data.id.id}}\")")), ["out", "plain", "there"]);
    assert!(of("v = upper(\"${aws_lb.shop.name} ${terraform_data.id.id}\")").is_empty());
    assert!(of("v = timestamp()").is_empty());
    assert_eq!(of("v = \"${timestamp()} ${length(aws_lb_target_group.p)}\"").len(), 3);
}

#[test]
fn without_the_configuration_what_is_not_known_may_be_any_pool() {
    let of = |value, references: &[&str]| {
        said(&Parameter { value, references, ..Parameter::default() }, false).contains(&"there".to_owned())
    };
    assert!(of(None, &["local.v"]));
    assert!(!of(None, &["terraform_data.id.id"]));
    assert!(!of(Some("1.2.3"), &["local.v"]));
    assert!(of(Some(ARN), &["local.v"]));
}

#[test]
fn what_is_written_to_no_plan_is_taken_from_the_configuration() {
    let of = |value: &str| {
        let sources = parameter(value, "v = \"1.2.3\"").replace("  value =", "  value_wo =");
        exported(&Parameter {
            attribute: "value_wo",
            references: &["local.v"],
            sources: &sources,
            ..Parameter::default()
        })
    };
    assert!(of("local.v").is_empty());
}
