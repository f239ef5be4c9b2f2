use super::*;
use crate::eval::{self, Scope, ast::ExprKind};

fn read(text: &str) -> Vec<Nested> {
    let (blocks, problems) = blocks(&Source::new("main.tf.json", text));
    assert!(problems.is_empty(), "{problems:?}");
    blocks
}

const LISTENER: &str = r#"{
  "//": "made by a tool",
  "resource": {
    "aws_lb_listener": {
      "https": {
        "//": {"metadata": 1},
        "count": "${var.on ? 1 : 0}",
        "load_balancer_arn": "${aws_lb.main[\"a\"].arn}",
        "default_action": [{"type": "forward", "target_group_arn": "${aws_lb_target_group.blue.arn}"}],
        "depends_on": ["aws_lb.main", "module.edge"],
        "tags": {"Name": "web-${var.env}", "${var.key}": "x"},
        "dynamic": {"mutual_authentication": {"for_each": "${var.mtls}", "iterator": "m", "content": {"mode": "${m.value}"}}},
        "lifecycle": {"ignore_changes": ["default_action", "tags[\"Name\"]"], "create_before_destroy": true}
      }
    }
  }
}"#;

#[test]
fn a_resource_reads_both_ways() {
    let blocks = read(LISTENER);
    let [listener] = blocks.as_slice() else { panic!() };
    assert_eq!((listener.kind.as_str(), listener.labels.join(".").as_str()), ("resource", "aws_lb_listener.https"));
    let block = &listener.block;
    assert_eq!(block.place().location().line, 5);
    let action = block.of_kind("default_action").next().unwrap();
    assert_eq!(action.attributes.keys().collect::<Vec<_>>(), ["target_group_arn", "type"]);
    assert!(matches!(&block.attributes["default_action"].expr.kind, ExprKind::Tuple(items) if items.len() == 1));
    assert_eq!(block.of_kind("tags").count(), 1);
    assert_eq!(block.of_kind("lifecycle").count(), 1);
    assert!(!block.attributes.contains_key("lifecycle") && !block.attributes.contains_key("//"));
    let dynamic = block.blocks.iter().find(|nested| nested.kind == "dynamic").unwrap();
    assert_eq!(dynamic.labels, ["mutual_authentication"]);
    assert_eq!(dynamic.block.attributes["iterator"].expr.as_variable(), Some("m"));
    assert_eq!(dynamic.block.of_kind("content").count(), 1);
    assert_eq!(dynamic.block.of_kind("for_each").count(), 0);
}

#[test]
fn spans_are_places_in_the_json_file() {
    let blocks = read(LISTENER);
    let written = &blocks[0].block.attributes["load_balancer_arn"];
    let ExprKind::Template(parts) = &written.expr.kind else { panic!("{:?}", written.expr) };
    let [crate::eval::ast::Part::Interpolation(inner)] = parts.as_slice() else { panic!("{parts:?}") };
    assert_eq!(written.source.slice(inner.span), r#"aws_lb.main[\"a\"].arn"#);
    let ExprKind::Traversal { steps, .. } = &inner.kind else { panic!() };
    assert_eq!(written.source.slice(steps.last().unwrap().span), "arn");
    let action = blocks[0].block.of_kind("default_action").next().unwrap();
    let arn = &action.attributes["target_group_arn"];
    assert!(arn.source.slice(arn.span).starts_with("\"target_group_arn\": \"${aws"));
    assert_eq!(arn.place().location().line, 9);
}

#[test]
fn references_are_expressions() {
    let blocks = read(LISTENER);
    let ExprKind::Tuple(items) = &blocks[0].block.attributes["depends_on"].expr.kind else { panic!() };
    assert!(items.iter().all(|item| matches!(item.kind, ExprKind::Traversal { .. })));
    let lifecycle = blocks[0].block.of_kind("lifecycle").next().unwrap();
    let ExprKind::Tuple(items) = &lifecycle.attributes["ignore_changes"].expr.kind else { panic!() };
    assert_eq!(items[0].as_variable(), Some("default_action"));
    let all = read(r#"{"resource": {"a": {"b": {"lifecycle": [{"ignore_changes": "all"}]}}}}"#);
    let lifecycle = all[0].block.of_kind("lifecycle").next().unwrap();
    assert_eq!(lifecycle.attributes["ignore_changes"].expr.as_variable(), Some("all"));
}

struct Nothing;

impl Scope for Nothing {
    fn root(&self, _name: &str) -> Option<Result<crate::model::Value, crate::eval::EvalError>> {
        None
    }
    fn roots(&self) -> Vec<String> {
        Vec::new()
    }
    fn attribute(
        &self,
        _: crate::model::Handle,
        _: &str,
    ) -> Option<Result<crate::model::Value, crate::eval::EvalError>> {
        None
    }
    fn attributes(&self, _: crate::model::Handle) -> Vec<String> {
        Vec::new()
    }
}

fn local(json: &str) -> String {
    let blocks = read(&format!(r#"{{"locals": {{"x": {json}}}}}"#));
    let value = eval::evaluate(&blocks[0].block.attributes["x"].expr, &Nothing).unwrap();
    value.as_str().map_or_else(|| format!("{value:?}"), str::to_owned)
}

#[test]
fn strings_are_templates() {
    assert_eq!(local(r#""a\n${1 + 1}\"b\" $${c} \\d""#), "a\n2\"b\" ${c} \\d");
    assert_eq!(local(r#""${true}""#), local("true"));
    assert_eq!(local(r#""${\"x\"}\n""#), "x\n");
    assert_eq!(local(r#""%{ if true }yes%{ else }no%{ endif }""#), "yes");
    assert_eq!(local(r#""a\n%{ if true ~}\n b\n%{ endif ~}\n""#), "a\n b\n");
    assert_eq!(local(r#""plain \\ text""#), "plain \\ text");
    assert_eq!(local(r#"{"a": [1, null, true]}"#), local(r#""${{ a = [1, null, true] }}""#));
}

#[test]
fn defaults_of_variables_are_text() {
    let blocks = read(r#"{"variable": {"a": {"type": "list(string)", "default": ["${x}"], "nullable": false}}}"#);
    let attributes = &blocks[0].block.attributes;
    let ExprKind::Tuple(items) = &attributes["default"].expr.kind else { panic!() };
    assert_eq!(items[0].as_literal_string(), Some("${x}"));
    assert!(matches!(attributes["type"].expr.kind, ExprKind::Call(_)));
}

#[test]
fn arrays_of_bodies_are_several_blocks() {
    let blocks = read(
        r#"[{"resource": [{"a": [{"b": [{}]}, {"c": {}}]}]}, {"module": {"m": {"source": "./m", "x": {"y": 1}}}}]"#,
    );
    let names: Vec<String> = blocks.iter().map(|block| block.labels.join(".")).collect();
    assert_eq!(names, ["a.b", "a.c", "m"]);
    assert!(blocks[2].block.blocks.is_empty(), "arguments of modules are never blocks");
}

#[test]
fn a_broken_template_is_a_problem_with_its_place() {
    let text = "{\"locals\": {\n \"a\": 1,\n \"b\": \"x ${1 +} y\"}}";
    let (blocks, problems) = blocks(&Source::new("x.tf.json", text));
    assert_eq!(blocks[0].block.attributes.keys().collect::<Vec<_>>(), ["a"]);
    assert_eq!(problems[0].location.as_ref().unwrap().line, 3);
}
