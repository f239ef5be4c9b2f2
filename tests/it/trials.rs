//! Tests of policies: the built-in ones have theirs beside them, and `poolproof test` says what differs.

use std::path::Path;

use poolproof::source::Source;
use poolproof::trial::{self, Wanted};

use crate::tool::{Done, Text, poolproof, root};

#[test]
fn the_built_in_policies_say_what_their_tests_expect() {
    poolproof(["test", "policies"]).gives(0, &Text::Has(&["as expected."]), &Text::Nothing);
}

const POLICY: &str = r#"
input "least" {
  type    = number
  default = 1
}

resource_policy "aws_sqs_queue" "has_a_dead_letter_queue" {
  enforce {
    condition     = attrs.redrive_policy != "" && attrs.copies >= input.least
    error_message = "${meta.address} loses what cannot be handled"
  }
}
"#;

/// A folder with a policy and its test.
fn folder(test: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("queue.policy.hcl"), POLICY).unwrap();
    std::fs::write(folder.path().join("queue.policytest.hcl"), test).unwrap();
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Done {
    poolproof(["test"].iter().chain(arguments)).within(folder).run()
}

const MIXED: &str = r#"
locals {
  copies = 1 + 1
}

resource "aws_sqs_queue" "good" {
  attrs = { redrive_policy = "{}", copies = local.copies }
}

resource "aws_sqs_queue" "bad" {
  expect_failure = true
  attrs          = { redrive_policy = "", copies = local.copies }
}

resource "aws_sqs_queue" "wrongly_good" {
  attrs = { redrive_policy = "<&>", copies = 0 }
}

resource "aws_sqs_queue" "more_wanted" {
  expect_failure = true
  attrs          = { redrive_policy = "{}", copies = 2 }

  inputs {
    least = 3
  }
}

resource "aws_sqs_queue" "later" {
  attrs = { redrive_policy = aws_sqs_queue.good.arn, copies = 2 }

  expect "has_a_dead_letter_queue" { verdict = "unknown" }
}

resource "aws_sqs_queue" "only_there" {
  skip  = true
  attrs = { copies = 0 }
}
"#;

#[test]
fn a_case_that_misses_is_shown_with_what_decided_it() {
    let folder = folder(MIXED);
    let done = run(folder.path(), &[]);
    assert_eq!((done.code, done.stderr.as_str()), (1, ""), "{done}");
    for line in [
        "ok       aws_sqs_queue.good",
        "ok       aws_sqs_queue.bad",
        "missed   aws_sqs_queue.wrongly_good  line 15",
        "expected  every policy holds",
        "got       fail of has_a_dead_letter_queue for aws_sqs_queue.wrongly_good",
        "aws_sqs_queue.wrongly_good loses what cannot be handled",
        "attrs.copies = 0",
        "ok       aws_sqs_queue.more_wanted",
        "ok       aws_sqs_queue.later",
        "5 cases in 1 file: 4 as expected, 1 missed.",
    ] {
        assert!(done.stdout.contains(line), "{line}\n{done}");
    }
    assert!(!done.stdout.contains("only_there"), "{done}");
}

#[test]
fn reports_for_machines_have_every_case() {
    let folder = folder(MIXED);
    let done = run(folder.path(), &["--report", "json"]);
    let report: serde_json::Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(report["summary"]["cases"], 5);
    assert_eq!(report["summary"]["missed"], 1);
    assert_eq!(report["summary"]["skipped"], 1);
    let cases = report["files"][0]["cases"].as_array().unwrap();
    let missed: Vec<_> = cases.iter().filter(|case| case["status"] == "missed").collect();
    assert_eq!(missed.len(), 1);
    assert_eq!(missed[0]["got"][0]["verdict"], "fail");
    assert!(!missed[0]["got"][0]["values"].as_array().unwrap().is_empty());

    let done = run(folder.path(), &["--report", "junit"]);
    assert_eq!(done.code, 1, "{done}");
    assert_eq!(done.stdout.matches("<testcase ").count(), 5, "{done}");
    assert_eq!(done.stdout.matches("<failure ").count(), 1, "{done}");
    assert!(done.stdout.contains("tests=\"5\" failures=\"1\" errors=\"0\""), "{done}");
    assert!(!done.stdout.contains("<&>"), "{done}");
}

#[test]
fn a_run_without_a_case_is_an_error() {
    let folder = folder(MIXED);
    for (arguments, said) in [
        (vec!["--filter", "nothing_is_called_so"], "no test ran"),
        (vec!["elsewhere"], "elsewhere"),
        (vec!["--report", "xml"], "no such format; there are human, junit, json"),
    ] {
        let done = run(folder.path(), &arguments);
        assert!(done.code == 2 && done.stderr.contains(said), "{arguments:?} {done}");
    }
    let done = run(folder.path(), &["--filter", "queue.bad"]);
    assert_eq!(done.code, 0, "{done}");
    assert!(done.stdout.contains("1 case in 1 file: 1 as expected, 4 cases left out by --filter."), "{done}");
    std::fs::remove_file(folder.path().join("queue.policytest.hcl")).unwrap();
    let done = run(folder.path(), &[]);
    assert!(done.code == 2 && done.stderr.contains("no test file"), "{done}");
}

#[test]
fn what_is_wrong_with_a_test_file_is_said_with_its_place() {
    for (test, said) in [
        ("resource \"a_b\" \"x\" {}", "a mock resource has `attrs`, `prior_attrs` or both"),
        ("resource \"a_b\" {\n  attrs = {}\n}", "a `resource` has 2 labels"),
        ("resource \"a_b\" \"x\" {\n  attr = {}\n  attrs = {}\n}", "did you mean `attrs`?"),
        ("resource \"a_b\" \"x\" {\n  attrs = { y = a_b.z.id }\n}", "there is no `z` here"),
        ("resource \"a_b\" \"x\" {\n  attrs = { y = local.z }\n}", "z"),
        ("resource \"a_b\" \"x\" {\n  attrs = { y = a_b.x.y }\n}", "refers to itself"),
        ("resource \"a_b\" \"x\" {\n  attrs = { y = a_b.x }\n}", "is a whole mock"),
        (
            "resource \"a_b\" \"x\" {\n  prior_attrs = { y = a_b.z.id }\n}\nresource \"a_b\" \"z\" {\n  attrs = {}\n}",
            "not there before",
        ),
        (
            "resource \"a_b\" \"x\" {\n  meta  = { operation = \"move\" }\n  attrs = {}\n}",
            "there is no operation `move`",
        ),
        (
            "resource \"a_b\" \"x\" {\n  meta  = { operations = \"create\" }\n  attrs = {}\n}",
            "did you mean `operation`?",
        ),
        ("expect \"x\" { verdict = \"maybe\" }", "there is no verdict `maybe`"),
        ("expect \"has_a_dead_letter\" { verdict = \"pass\" }", "this test has no policy `has_a_dead_letter`"),
        ("inputs {\n  leas = 1\n}\nexpect \"has_a_dead_letter_queue\" { verdict = \"none\" }", "did you mean `least`?"),
        ("inputs {\n  least = \"x\"\n}\nexpect \"has_a_dead_letter_queue\" { verdict = \"none\" }", "number"),
        ("plan = \"elsewhere.json\"\nexpect \"has_a_dead_letter_queue\" { verdict = \"none\" }", "elsewhere.json"),
        (
            "policytest {\n  targets = [\"nobody.policy.hcl\"]\n}\nresource \"a_b\" \"x\" {\n  attrs = {}\n}",
            "nobody.policy.hcl",
        ),
        ("resource \"a_b\" \"x\" {\n  attrs = {", "queue.policytest.hcl:2"),
    ] {
        let folder = folder(test);
        let done = run(folder.path(), &[]);
        assert!(done.code == 2 && done.stdout.contains(said), "{test}\nshould say {said}\n{done}");
        assert!(done.stdout.contains("queue.policytest.hcl"), "{test} {done}");
    }
}

#[test]
fn a_recorded_plan_is_a_fixture() {
    let plan = crate::tool::root().join("testdata/broken/plan-errored/plan.json");
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(plan, folder.path().join("plan.json")).unwrap();
    let policy = crate::tool::root().join("policies/plan/plan_errored.policy.hcl");
    std::fs::copy(policy, folder.path().join("plan_errored.policy.hcl")).unwrap();
    let test = "plan = \"plan.json\"\n\nexpect \"plan_errored\" { verdict = \"fail\" }\n";
    std::fs::write(folder.path().join("plan_errored.policytest.hcl"), test).unwrap();
    let done = run(folder.path(), &["plan_errored.policy.hcl"]);
    assert_eq!(done.code, 0, "{done}");
    assert!(done.stdout.contains("ok       fail plan_errored"), "{done}");
}

/// Built-in policies that can never be unknown; the test of each says why, in a line `# Never unknown: …`.
const NEVER_UNKNOWN: &[&str] = &[
    "certificate_removed",
    "check_failed",
    "deposed_pool_in_use",
    "destroy_mode",
    "forget_routing_node",
    "hard_coded_arn",
    "import_routing",
    "lattice_association_removed",
    "lb_held_by_privatelink",
    "lb_replaced_with_kept_pools",
    "load_balancer_protected",
    "moved_vs_rename",
    "orphan_rule",
    "pinned_old_pool",
    "plan_deferred",
    "plan_errored",
    "plan_partial",
    "pool_replace_destroy_first",
    "pool_replace_outage_window",
    "region_or_account_mismatch",
    "routing_change_needs_review",
    "routing_deleted_outside",
    "routing_drift",
    "rule_on_replaced_listener",
    "rule_priority_nondeterministic",
    "stale_plan",
    "wrong_kind_arn",
];

/// Remarks that name what a plan cannot tell: nothing proves them broken.
const NEVER_BROKEN: &[&str] = &["data_source_pool", "traffic_to_only_lambda_or_external"];

/// What the test beside a policy expects of it.
fn expected_of(label: &str, path: &std::path::Path) -> (String, Vec<trial::Expect>) {
    let text = std::fs::read_to_string(path).unwrap_or_else(|_| panic!("{label} has no .policytest.hcl beside it"));
    let file = trial::parse(&Source::new(label, text.as_str())).unwrap();
    let of_mocks = |scenario: &trial::Scenario| scenario.mocks.iter().flat_map(|mock| mock.expects.clone()).collect();
    let all = file.scenarios.iter().flat_map(|scenario| [scenario.expects.clone(), of_mocks(scenario)].concat());
    (text, all.filter(|expect| expect.policy == label).collect())
}

#[test]
fn every_built_in_policy_has_cases_of_every_verdict() {
    let how = "docs/policies.md says how to write one";
    let folder = root().join("policies");
    let policies: Vec<_> = crate::policies::files_below(&folder)
        .into_iter()
        .filter(|path| path.to_str().unwrap().ends_with(".policy.hcl"))
        .collect();
    assert!(policies.len() >= 95, "{} policies", policies.len());
    for path in policies {
        let label = path.file_name().unwrap().to_str().unwrap().trim_end_matches(".policy.hcl").to_owned();
        let (text, expects) = expected_of(&label, &path.with_file_name(format!("{label}.policytest.hcl")));
        let has = |wanted: Wanted| expects.iter().any(|expect| expect.verdict == wanted);
        assert!(has(Wanted::Pass), "{label}: its test has no case that passes; {how}");
        let breaks = !NEVER_BROKEN.contains(&&*label);
        assert_eq!(has(Wanted::Fail), breaks, "{label}: its test has no case that breaks; {how}");
        let never = NEVER_UNKNOWN.contains(&&*label);
        assert_eq!(has(Wanted::Unknown), !never, "{label}: a case of unknown, or its name in NEVER_UNKNOWN; {how}");
        assert_eq!(text.contains("# Never unknown: "), never, "{label}: `# Never unknown: …` says why, of those alone");
    }
}

#[test]
fn the_guide_is_right() {
    let guide = std::fs::read_to_string(root().join("docs/policies.md")).unwrap();
    let blocks: Vec<&str> = guide.split("```hcl\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let [policy, test] = blocks.as_slice() else { panic!("a policy and its test") };
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("two.policy.hcl"), policy).unwrap();
    std::fs::write(folder.path().join("two.policytest.hcl"), test).unwrap();
    let done = run(folder.path(), &[]);
    assert!(done.code == 0 && done.stdout.contains("3 cases in 1 file: 3 as expected."), "{done}");
}

#[test]
fn two_mocks_of_one_name_are_two_cases() {
    let twice = "resource \"aws_sqs_queue\" \"x\" {\n  attrs = { redrive_policy = \"{}\", copies = 2 }\n}\n\nresource \"aws_sqs_queue\" \"x\" {\n  expect_failure = true\n  attrs = { redrive_policy = \"\", copies = 2 }\n}\n";
    let folder = folder(twice);
    let done = run(folder.path(), &[]);
    assert!(done.code == 0 && done.stdout.contains("2 cases in 1 file: 2 as expected."), "{done}");
}

#[test]
fn one_label_stands_for_several_types() {
    let folder = tempfile::tempdir().unwrap();
    let block = |type_: &str| {
        format!(
            "resource_policy \"{type_}\" \"named\" {{\n  enforce {{\n    condition     = attrs.name != \"\"\n    error_message = \"no name\"\n  }}\n}}\n"
        )
    };
    std::fs::write(folder.path().join("named.policy.hcl"), block("a_b") + &block("c_d")).unwrap();
    let mock = "resource \"c_d\" \"x\" {\n  attrs = { name = \"\" }\n  expect_failure = true\n}\n";
    std::fs::write(folder.path().join("named.policytest.hcl"), mock).unwrap();
    let done = run(folder.path(), &[]);
    assert_eq!(done.code, 0, "{done}");
}

const CONFIGURED: &str = r#"
module_policy "*/vpc/aws" "new_enough" {
  enforce {
    condition     = core::semverconstraint(meta.version, ">= 2.0.0")
    error_message = "${meta.address} is old"
  }
}

provider_policy "aws" "in_europe" {
  enforce {
    condition     = startswith(attrs.region, "eu-")
    error_message = "${meta.name} is elsewhere"
  }
}
"#;

#[test]
fn modules_and_providers_are_mocked() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.policy.hcl"), CONFIGURED).unwrap();
    let mut test = String::new();
    for (version, fails) in [("2.1.0", false), ("1.9.0", true)] {
        let meta = format!("meta = {{ source = \"example.com/net/vpc/aws\", version = \"{version}\" }}");
        test += &format!(
            "module \"example.com/net/vpc/aws\" \"m{}\" {{\n  {meta}\n  expect_failure = {fails}\n}}\n",
            &version[..1]
        );
    }
    for (region, fails) in [("eu-west-1", false), ("us-east-1", true)] {
        test += &format!(
            "provider \"aws\" \"{region}\" {{\n  attrs = {{ region = \"{region}\" }}\n  expect_failure = {fails}\n}}\n"
        );
    }
    std::fs::write(folder.path().join("a.policytest.hcl"), test).unwrap();
    let done = run(folder.path(), &[]);
    assert!(done.code == 0 && done.stdout.contains("4 cases in 1 file: 4 as expected."), "{done}");
    assert!(!done.stdout.contains("no policy was evaluated"), "{done}");
}

/// A policy on what only the plan around a resource tells, and a test with mocks of each kind.
const AROUND: &str = r#"
load_balancer_policy "as_told" {
  filter = load_balancer.after

  enforce {
    condition     = jsonencode([load_balancer.drift, load_balancer.deleted_outside, load_balancer.imported, load_balancer.ignored_changes, load_balancer.declared]) == load_balancer.attrs.tags.told
    error_message = "${jsonencode([load_balancer.drift, load_balancer.deleted_outside, load_balancer.imported, load_balancer.ignored_changes, load_balancer.declared])}"
  }
}

plan_policy "made_so" {
  select = "$.format_version"

  enforce {
    condition     = plan.mode == "normal" && plan.timestamp == "2026-01-01T00:00:00Z" && length(plan.untouched) == 1
    error_message = "${plan.mode} ${length(plan.untouched)}"
  }
}
"#;

const TOLD: &str = r#"
meta = { timestamp = "2026-01-01T00:00:00Z", complete = false }

resource "aws_lb" "changed_outside" {
  meta           = { operation = "no-op", ignore_changes = ["subnets"] }
  recorded_attrs = { subnets = ["a"] }
  attrs          = { subnets = ["a", "b"], tags = { told = "[[\"subnets\"],false,false,[\"subnets\"],[\"subnets\",\"tags\"]]" } }
}

resource "aws_lb" "deleted_outside" {
  recorded_attrs = { name = "x" }
  attrs          = { name = "x", tags = { told = "[[],true,false,[],[\"name\",\"tags\"]]" } }
}

resource "aws_lb" "imported" {
  meta  = { operation = "no-op", imported = true }
  attrs = { name = null, tags = { told = "[[],false,true,[],[\"tags\"]]" } }
}

resource "aws_lb" "left_out" {
  meta  = { left_out = true }
  attrs = { name = "y", tags = { told = "[[],false,false,[],[\"name\",\"tags\"]]" } }
}

expect "made_so" { verdict = "pass" }

scenario "another mode" {
  meta = { mode = "destroy" }

  resource "aws_lb" "x" {
    prior_attrs = { name = "x" }

    expect "as_told" { verdict = "none" }
  }

  expect "made_so" {
    verdict = "fail"
    message = "destroy 0"
  }
}
"#;

#[test]
fn mocks_tell_what_stands_around_a_resource() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.policy.hcl"), AROUND).unwrap();
    std::fs::write(folder.path().join("a.policytest.hcl"), TOLD).unwrap();
    let done = run(folder.path(), &[]);
    assert!(done.code == 0 && done.stdout.contains("7 cases in 1 file: 7 as expected."), "{done}");
}
