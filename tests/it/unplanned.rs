//! A folder without any plan: what is written is judged as far as it needs no plan, and what cannot be told is said.

use std::path::Path;

use serde_json::Value as Json;

use crate::cases::{findings, named};
use crate::tool::{Text, poolproof};

const POOLS: &str = r#"
variable "weights" { type = map(number) }

resource "aws_lb" "main" { name = "main" }

resource "aws_lb_target_group" "pool" {
  for_each = var.weights
  name     = "pool-${each.key}"
  port     = 80
  protocol = "HTTP"
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80

  default_action {
    type = "forward"
    forward {
      dynamic "target_group" {
        for_each = var.weights
        content {
          arn    = aws_lb_target_group.pool[target_group.key].arn
          weight = target_group.value
        }
      }
    }
  }
}
"#;

const RULES: &str = r#"
variable "extra" { default = {} }

resource "aws_lb_listener_rule" "numbered" {
  count        = 2
  listener_arn = aws_lb_listener.http.arn
  priority     = 10 + count.index * STEP
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool["blue"].arn
  }
  condition {
    path_pattern { values = ["/${count.index}/*"] }
  }
}

resource "aws_lb_listener_rule" "extra" {
  for_each     = var.extra
  listener_arn = aws_lb.main.arn
  priority     = 10
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.pool["blue"].arn
  }
  condition {
    path_pattern { values = ["/extra/*"] }
  }
}
"#;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn report(folder: &Path) -> Json {
    let done = poolproof(["check", ".", "--report", "json"]).within(folder).run();
    serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {done}"))
}

fn verdicts(report: &Json) -> Vec<(String, String, bool)> {
    let fact =
        |one: &Json| (named(one).0, one["subject"]["address"].as_str().unwrap().to_owned(), one["blocks"] == true);
    findings(report).iter().map(fact).collect()
}

#[test]
fn weights_come_from_the_values_that_terraform_reads_by_itself_the_last_wins() {
    let zero = "weights = { blue = 0, green = 0 }";
    let one = folder(&[("main.tf", POOLS), ("terraform.tfvars", zero)]);
    let report_of = report(one.path());
    let wanted = ("all_weights_zero".to_owned(), "aws_lb_listener.http".to_owned(), true);
    assert_eq!(verdicts(&report_of), [wanted]);
    let input = &report_of["inputs"][0];
    assert_eq!((&input["kind"], &input["configuration"]["source"]), (&"configuration".into(), &"directory".into()));
    assert!(input["notes"][0].as_str().unwrap().contains("cannot be told"));
    assert_eq!(report_of["routing"], Json::Array(Vec::new()), "nothing is known to change");
    let two = folder(&[("main.tf", POOLS), ("terraform.tfvars", zero), ("b.auto.tfvars", "weights = { blue = 1 }")]);
    assert!(verdicts(&report(two.path())).is_empty());
}

#[test]
fn a_variable_without_a_value_is_not_known_and_proves_nothing() {
    let open = folder(&[("main.tf", POOLS)]);
    let report = report(open.path());
    assert!(verdicts(&report).iter().all(|(_, _, blocks)| !blocks), "{report:#}");
    assert!(report["inputs"][0]["notes"].to_string().contains("var.weights"), "{report:#}");
}

#[test]
fn instances_come_from_count_and_for_each_as_far_as_they_are_known() {
    let values = ("terraform.tfvars", "weights = { blue = 1 }");
    let judged = |step: &str, more: &str| {
        let rules = RULES.replace("STEP", step);
        let folder = folder(&[("main.tf", POOLS), ("rules.tf", &rules), values, ("more.auto.tfvars", more)]);
        verdicts(&report(folder.path()))
    };
    assert!(judged("1", "").is_empty(), "no instance of `extra` is there");
    let same = judged("0", "");
    let numbered = |at: usize| format!("aws_lb_listener_rule.numbered[{at}]");
    let wanted = [0, 1].map(|at| ("rule_priority_collision".to_owned(), numbered(at), true));
    assert_eq!(same, wanted);
    let wrong = judged("1", "extra = { a = 1 }");
    let extra = ("wrong_kind_arn".to_owned(), "aws_lb_listener_rule.extra[\"a\"]".to_owned(), true);
    assert_eq!(wrong, [extra]);
}

#[test]
fn what_may_not_be_there_at_all_is_not_proved_to_be_wrong() {
    let rules = RULES.replace("STEP", "1").replace("default = {}", "");
    let open = folder(&[("main.tf", POOLS), ("rules.tf", &rules), ("terraform.tfvars", "weights = { blue = 1 }")]);
    let report = report(open.path());
    assert!(verdicts(&report).iter().all(|(_, _, blocks)| !blocks), "{report:#}");
    let reason = findings(&report)[0]["reason"].as_str().unwrap();
    assert!(reason.contains("for_each") && reason.contains("var.extra"), "{reason}");
}

#[test]
fn what_a_block_leaves_as_it_is_is_not_what_it_says() {
    let ignored =
        POOLS.replace("  port              = 80\n", "  port = 80\n  lifecycle { ignore_changes = [default_action] }\n");
    let folder = folder(&[("main.tf", &ignored), ("terraform.tfvars", "weights = { blue = 0 }")]);
    assert!(verdicts(&report(folder.path())).iter().all(|(_, _, blocks)| !blocks));
}

#[test]
fn a_folder_with_a_plan_is_no_configuration_and_an_empty_one_is_nothing() {
    let empty = tempfile::tempdir().unwrap();
    poolproof(["check", "."]).within(&empty).gives(2, &Text::Nothing, &Text::Has(&["no plan JSON", "no .tf file"]));
    let done = poolproof(["check", "testdata/healthy/steady-stack", "--report", "json"]).run();
    let report: Json = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(report["inputs"][0]["kind"], "plan");
}
