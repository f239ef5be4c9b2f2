use super::*;
use crate::eval::ast::ExprKind;

fn read(files: &[(&str, &str)]) -> (Module, Vec<Problem>) {
    let texts: Vec<Text> =
        files.iter().map(|(name, text)| Text { name: (*name).to_owned(), source: Source::new(*name, *text) }).collect();
    module(".", &texts)
}

fn resource<'m>(module: &'m Module, type_: &str, name: &str) -> &'m Block {
    &module.resources[&(Mode::Managed, type_.to_owned(), name.to_owned())]
}

fn text(block: &Block, name: &str) -> String {
    let written = &block.attributes[name];
    written.source.slice(written.expr.span).to_owned()
}

#[test]
fn every_kind_of_block_is_taken() {
    let (module, problems) = read(&[
        (
            "main.tf",
            "\u{feff}terraform {}\r\nprovider \"aws\" {}\r\nvariable \"a\" {\r\n  type = string\r\n  default = \"x\"\r\n  nullable = false\r\n}\r\nvariable \"b\" {\n sensitive = true\n}\n",
        ),
        (
            "b.tf",
            "locals {\n  x = 1\n}\nlocals {\n  y = local.x\n}\noutput \"o\" {\n  value = local.y\n}\ndata \"lb\" \"d\" {}\n",
        ),
        (
            "c.tf",
            "resource \"lb\" \"r\" {\n  action {\n    type = \"forward\"\n  }\n}\nmodule \"m\" {\n  source = \"./m\"\n}\n",
        ),
        ("d.tf", "moved {\n  from = a.b\n  to = a.c\n}\ncheck \"c\" {\n  data \"http\" \"h\" {}\n}\n"),
    ]);
    assert_eq!(problems, []);
    assert_eq!(module.incomplete, None);
    assert!(!module.variables["a"].nullable && !module.variables["a"].sensitive);
    assert!(
        module.variables["b"].nullable && module.variables["b"].sensitive && module.variables["b"].default.is_none()
    );
    assert_eq!(module.locals.keys().collect::<Vec<_>>(), ["x", "y"]);
    assert_eq!(module.outputs["o"].place().location().line, 8);
    assert_eq!(resource(&module, "lb", "r").of_kind("action").count(), 1);
    let data: Vec<&str> =
        module.resources.keys().filter(|(mode, ..)| *mode == Mode::Data).map(|(_, type_, _)| type_.as_str()).collect();
    assert_eq!(data, ["http", "lb"]);
    assert_eq!(module.calls.len(), 1);
}

const BASE: &str = r#"
resource "lb" "r" {
  count = 1
  name  = "base"
  depends_on = [a.b]
  action {
    type = "forward"
  }
  dynamic "action" {
    for_each = []
    content {}
  }
  tags {}
  lifecycle {
    ignore_changes        = all
    create_before_destroy = false
    replace_triggered_by  = [a.b]
  }
}
locals { x = 1 }
output "o" { value = 1 }
variable "v" {
  default   = 1
  sensitive = true
}
"#;

#[test]
fn override_files_are_merged_as_terraform_merges_them() {
    let (module, problems) = read(&[
        (
            "b_override.tf",
            "resource \"lb\" \"r\" {\n  name = \"second\"\n  depends_on = []\n  action {\n    type = \"new\"\n  }\n  lifecycle {\n    create_before_destroy = true\n    ignore_changes = [name]\n    replace_triggered_by = []\n  }\n}\nlocals {\n  x = 2\n}\noutput \"o\" {\n  value = 2\n}\nvariable \"v\" {\n  default = 2\n}\n",
        ),
        ("a_override.tf", "resource \"lb\" \"r\" {\n  name = \"first\"\n  count = 2\n}\n"),
        ("main.tf", BASE),
    ]);
    assert_eq!(problems, []);
    let block = resource(&module, "lb", "r");
    assert_eq!(
        (text(block, "name"), text(block, "count"), text(block, "depends_on")),
        ("\"second\"".into(), "2".into(), "[a.b]".into())
    );
    assert_eq!(block.source.path(), "main.tf");
    assert_eq!(block.attributes["name"].source.path(), "b_override.tf");
    let kinds: Vec<&str> = block.blocks.iter().map(|nested| nested.kind.as_str()).collect();
    assert_eq!(kinds, ["tags", "lifecycle", "action"], "all blocks of the kind are replaced, dynamic ones too");
    let lifecycle = block.of_kind("lifecycle").next().unwrap();
    assert_eq!(text(lifecycle, "create_before_destroy"), "true");
    assert_eq!(text(lifecycle, "ignore_changes"), "all", "a list does not take `all` back");
    assert_eq!(text(lifecycle, "replace_triggered_by"), "[a.b]");
    let value = |written: &Written| written.source.slice(written.expr.span).to_owned();
    assert_eq!((value(&module.locals["x"]), value(&module.outputs["o"])), ("2".into(), "2".into()));
    assert_eq!(value(module.variables["v"].default.as_ref().unwrap()), "2");
    assert!(module.variables["v"].sensitive);
}

#[test]
fn a_dynamic_block_overrides_blocks_of_its_kind_and_json_overrides_both_readings() {
    let (module, problems) = read(&[
        ("main.tf", BASE),
        (
            "override.tf",
            "resource \"lb\" \"r\" {\n  dynamic \"action\" {\n    for_each = [1]\n    content {}\n  }\n}\n",
        ),
        ("override.tf.json", r#"{"resource": {"lb": {"r": {"tags": {"a": "b"}}}}}"#),
    ]);
    assert_eq!(problems, []);
    let block = resource(&module, "lb", "r");
    let kinds: Vec<&str> = block.blocks.iter().map(|nested| nested.kind.as_str()).collect();
    assert_eq!(kinds, ["lifecycle", "dynamic", "tags"]);
    assert!(matches!(block.attributes["tags"].expr.kind, ExprKind::Object(_)));
    let (module, _) = read(&[
        ("main.tf.json", r#"{"resource": {"lb": {"r": {"action": [{"type": "a"}]}}}}"#),
        ("override.tf", "resource \"lb\" \"r\" {\n  action {\n    type = \"b\"\n  }\n}\n"),
    ]);
    let block = resource(&module, "lb", "r");
    assert!(block.attributes.is_empty(), "the old reading is gone");
    assert_eq!(block.of_kind("action").count(), 1);
}

#[test]
fn what_is_defined_twice_or_overrides_nothing_is_said() {
    let (module, problems) = read(&[
        ("a.tf", "locals {\n  x = 1\n}\nresource \"lb\" \"r\" {\n  name = \"a\"\n}\n"),
        ("b.tf", "locals {\n  x = 2\n}\nresource \"lb\" \"r\" {\n  name = \"b\"\n}\n"),
        ("override.tf", "resource \"lb\" \"gone\" {}\nlocals {\n  y = 1\n}\n"),
    ]);
    assert_eq!(text(resource(&module, "lb", "r"), "name"), "\"a\"");
    assert!(!module.locals.contains_key("y") && module.resources.len() == 1);
    let places: Vec<(String, usize)> =
        problems.iter().filter_map(|problem| problem.location.clone()).map(|at| (at.path, at.line)).collect();
    let expected = [("b.tf", 2), ("b.tf", 4), ("override.tf", 1), ("override.tf", 3)];
    assert_eq!(places, expected.map(|(path, line)| (path.to_owned(), line)));
}

#[test]
fn a_broken_file_leaves_the_rest() {
    let (module, problems) =
        read(&[("a.tf", "locals {\n  x = \n}\n"), ("b.tf", "locals {\n  y = 1\n}\n"), ("c.tf.json", "{")]);
    assert_eq!(module.locals.keys().collect::<Vec<_>>(), ["y"]);
    assert_eq!(module.incomplete.as_deref(), Some("a.tf, c.tf.json could not be read"));
    assert_eq!(problems[0].location.as_ref().map(|at| (at.path.as_str(), at.line)), Some(("a.tf", 2)));
    assert_eq!(problems[1].location.as_ref().map(|at| (at.path.as_str(), at.line)), Some(("c.tf.json", 1)));
}
