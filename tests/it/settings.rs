//! What a team says once: settings, inputs from outside, and waivers, as a user meets them.

use serde_json::Value;
use tempfile::TempDir;

use crate::cases;
use crate::tool::{Done, Text, poolproof, root};

/// A plan that moves traffic to an empty pool, and the folder it was made from.
fn shift() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let case = cases::case("incident/weight-shifted-to-empty-pool");
    for file in std::fs::read_dir(&case.folder).unwrap().map(|entry| entry.unwrap().path()) {
        // The saved plan would be the configuration, and a comment that is added has to be in it.
        let is_wanted = file.extension().is_some_and(|end| end == "tf" || end == "json");
        if is_wanted {
            std::fs::copy(&file, folder.path().join(file.file_name().unwrap())).unwrap();
        }
    }
    folder
}

fn put(folder: &TempDir, name: &str, text: &str) {
    std::fs::write(folder.path().join(name), text).unwrap();
}

fn check(folder: &TempDir, arguments: &[&str]) -> Done {
    let all = ["check", "plan.json", "--today", "2027-01-15"].iter().chain(arguments);
    poolproof(all).within(folder).run()
}

fn json(folder: &TempDir, arguments: &[&str]) -> (i32, Value) {
    let done = check(folder, &[arguments, &["--report", "json"]].concat());
    (done.code, serde_json::from_str(&done.stdout).unwrap_or_else(|_| panic!("{done}")))
}

fn waiver(policy: &str, address: &str, more: &str) -> String {
    format!(
        "waiver {{\n  policy  = \"{policy}\"\n  address = \"{address}\"\n  reason  = \"filled by hand\"\n{more}\n}}\n"
    )
}

const POLICY: &str = "shift_to_empty_pool";

#[test]
fn a_waiver_takes_a_finding_out_of_what_blocks_and_shows_it() {
    let folder = shift();
    assert_eq!(check(&folder, &[]).code, 1);
    put(
        &folder,
        ".poolproof.hcl",
        &waiver(POLICY, "aws_lb_listener.*", "owner = \"payments\"\nexpires = \"2027-01-15\""),
    );
    let (code, report) = json(&folder, &[]);
    assert_eq!(code, 0);
    let finding = &report["findings"][0];
    assert_eq!((finding["policy"].as_str(), finding["blocks"].as_bool()), (Some(POLICY), Some(false)));
    assert_eq!(finding["waiver"]["reason"], "filled by hand");
    assert_eq!(finding["waiver"]["owner"], "payments");
    assert_eq!(finding["waiver"]["source"]["path"], ".poolproof.hcl");
    assert_eq!(report["waivers"][0]["state"], "applied");
    assert_eq!((&report["summary"]["waived"], &report["summary"]["blocking"]), (&1.into(), &0.into()));
    let human = check(&folder, &[]);
    for told in ["waived[shift_to_empty_pool]", "Waived until 2027-01-15 by payments", "1 finding waived"] {
        assert!(human.stdout.contains(told), "{human}");
    }
    // Advice is waived as well, and a waiver is no licence for --fail-on.
    assert_eq!(json(&folder, &["--fail-on", "advisory"]).1["findings"][0]["blocks"], false);
}

#[test]
fn what_has_expired_blocks_again_and_says_so() {
    let folder = shift();
    put(&folder, ".poolproof.hcl", &waiver(POLICY, "*", "expires = \"2027-01-14\""));
    let (code, report) = json(&folder, &[]);
    assert_eq!((code, &report["waivers"][0]["state"]), (1, &"expired".into()));
    assert_eq!(report["findings"][0]["waiver"], Value::Null);
    assert!(report["findings"][0]["message"].as_str().unwrap().contains("expired on 2027-01-14"));
    // The date is an input: on its last day it holds.
    let done = poolproof(["check", "plan.json", "--today", "2027-01-14"]).within(&folder).run();
    assert_eq!(done.code, 0, "{done}");
    poolproof(["check", "plan.json", "--today", "soon"]).within(&folder).gives(
        2,
        &Text::Nothing,
        &Text::Has(&["2027-01-31"]),
    );
}

#[test]
fn what_fits_nothing_and_what_may_not_be_waived_is_told() {
    let folder = shift();
    let text = [
        waiver(POLICY, "aws_lb_listener.other", ""),
        waiver("traffic_to_empty_pool", "*", ""),
        format!("policy \"{POLICY}\" {{\n  enforcement_level = \"mandatory\"\n}}\n"),
        waiver(POLICY, "aws_lb_listener.http", ""),
    ];
    put(&folder, ".poolproof.hcl", &text.join(""));
    let (code, report) = json(&folder, &[]);
    assert_eq!(code, 1);
    let states: Vec<&str> =
        report["waivers"].as_array().unwrap().iter().map(|it| it["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["unmatched", "unmatched", "refused"]);
    assert_eq!(report["findings"][0]["enforcement_level"], "mandatory");
    assert!(report["findings"][0]["message"].as_str().unwrap().contains("is mandatory and cannot be waived"));
    // A policy that takes no part has no finding that a waiver could fit.
    let (_, report) = json(&folder, &["--skip", "traffic_to_empty_pool"]);
    assert_eq!(report["waivers"].as_array().unwrap().len(), 2);
    let human = check(&folder, &[]).stdout;
    assert!(human.contains("waiver: The waiver for traffic_to_empty_pool fits no finding"), "{human}");
}

#[test]
fn comments_in_the_configuration_waive_as_well() {
    let header = "resource \"aws_lb_listener\" \"http\" {";
    let table = [
        ("# poolproof:ignore shift_to_empty_pool until=2027-01-31 owner=payments it is filled by hand", 0, "applied"),
        ("// poolproof:ignore shift_to_empty_pool it is filled by hand", 0, "applied"),
        ("# poolproof:ignore shift_to_empty_pool until=2027-01-01 it is filled by hand", 1, "expired"),
        ("# poolproof:ignore shift_to_empty_pool until=2027-01-31", 1, "invalid"),
        ("# poolproof:ignore shift_to_empty_pool until=soon because", 1, "invalid"),
        ("# poolproof:ignore shift_to_empty_pol because", 1, "invalid"),
        ("# poolproof:ignore traffic_to_empty_pool because", 1, "unmatched"),
        ("# poolproof:ignore shift_to_empty_pool because it stands too far away\n", 1, "invalid"),
    ];
    for (comment, code, state) in table {
        let folder = shift();
        let text = std::fs::read_to_string(folder.path().join("main.tf")).unwrap();
        assert!(text.contains(header));
        put(&folder, "main.tf", &text.replace(header, &format!("{comment}\n{header}")));
        let (got, report) = json(&folder, &[]);
        assert_eq!((got, &report["waivers"][0]["state"]), (code, &state.into()), "{comment}\n{report:#}");
        let line = text.lines().position(|line| line == header).unwrap() + 1;
        assert_eq!(report["waivers"][0]["source"]["line"], line, "{comment}");
        let note = report["waivers"][0]["note"].as_str().unwrap();
        assert_eq!(note.is_empty(), state == "applied", "{note}");
    }
}

#[test]
fn settings_set_levels_switch_policies_and_are_overruled_by_flags() {
    let folder = shift();
    put(&folder, ".poolproof.hcl", "policy \"shift_to_empty_pool\" {\n  enforcement_level = \"advisory\"\n}\n");
    let (code, report) = json(&folder, &[]);
    assert_eq!((code, &report["findings"][0]["enforcement_level"]), (0, &"advisory".into()));
    put(&folder, ".poolproof.hcl", "policy \"shift_to_empty_pool\" {\n  enabled = false\n}\n");
    let (code, report) = json(&folder, &[]);
    assert!(code == 0 && report["findings"].as_array().unwrap().is_empty());
    assert_eq!(json(&folder, &["--only", "shift_to_empty_pool"]).0, 1);
    // Other settings by name; these set nothing.
    put(&folder, "none.hcl", "");
    assert_eq!(json(&folder, &["--settings", "none.hcl"]).0, 1);
}

#[test]
fn a_pool_that_others_fill_is_live() {
    for pattern in ["aws_lb_target_group.green", "aws_lb_target_group.*", "green"] {
        let folder = shift();
        put(&folder, ".poolproof.hcl", &format!("external_pool \"{pattern}\" {{\n  filled_by = \"payments\"\n}}\n"));
        let done = check(&folder, &[]);
        assert_eq!(
            (done.code, pattern == "green"),
            (i32::from(pattern == "green"), done.code == 1),
            "{pattern} {done}"
        );
        let graph = poolproof(["graph", "plan.json"]).within(&folder).run().stdout;
        let told = graph.contains("filled by payments, as .poolproof.hcl:1 says");
        assert_eq!(told, pattern != "green", "{graph}");
    }
}

#[test]
fn wrong_settings_stop_the_run() {
    let folder = shift();
    for (text, told) in [
        ("wavier {\n}\n", "did you mean `waiver`?"),
        ("policy \"shift_to_empty_pol\" {}\n", "did you mean `shift_to_empty_pool`?"),
        ("inputs {\n  production_tag = 1\n}\n", "did you mean `production_tags`?"),
        ("inputs {\n  production_tags = 1\n}\n", "is not what the policy takes"),
        ("policies = [\"nowhere\"]\n", "nowhere: there is no such file or folder"),
        ("policies = [\"nowhere\"]\n", "named by: `policies` in .poolproof.hcl"),
        ("waiver {\n", ".poolproof.hcl:1"),
    ] {
        put(&folder, ".poolproof.hcl", text);
        poolproof(["check", "plan.json"]).within(&folder).gives(2, &Text::Nothing, &Text::Has(&[told]));
        poolproof(["validate"]).within(&folder).gives(2, &Text::Nothing, &Text::Has(&[told]));
    }
    // The file can be named as well.
    put(&folder, ".poolproof.hcl", "kind \"acme_pool\" {\n  node = \"pol\"\n}\n");
    let told = ["there is no node `pol`", ".poolproof.hcl:2", "did you mean `pool`?"];
    poolproof(["validate", ".poolproof.hcl"]).within(&folder).gives(2, &Text::Nothing, &Text::Has(&told));
    put(&folder, ".poolproof.hcl", "policy \"shift_to_empty_pool\" {\n  enabled = false\n}\n");
    poolproof(["validate", ".poolproof.hcl"]).within(&folder).gives(0, &Text::Has(&["no mistake"]), &Text::Nothing);
    poolproof(["check", "plan.json", "--settings", "none.hcl"]).within(&folder).gives(
        2,
        &Text::Nothing,
        &Text::Has(&["none.hcl"]),
    );
}

/// A policy that tells the value of its input by breaking.
const TELLS: &str = r#"
input "said" {
  type    = string
  default = "default"
}
plan_policy "tells" {
  select            = "$.format_version"
  enforcement_level = "advisory"
  enforce {
    condition     = false
    error_message = "said ${input.said}"
  }
}
"#;

#[test]
fn inputs_come_from_the_nearest_place() {
    let folder = shift();
    put(&folder, "tells.policy.hcl", TELLS);
    put(&folder, ".poolproof.hcl", "policies = [\"tells.policy.hcl\"]\n");
    put(&folder, "a.tfvars", "said = \"file\"\n");
    put(&folder, "b.json", "{ \"said\": \"json\" }\n");
    let run = |arguments: &[&str], environment: bool| {
        let all = ["check", "plan.json", "--only", "tells", "--report", "json"].iter().chain(arguments);
        let tool = poolproof(all).within(&folder);
        let tool = if environment { tool.env("TFPOLICY_INPUT_said", "environment") } else { tool };
        let done = tool.run();
        let report: Value = serde_json::from_str(&done.stdout).unwrap_or_else(|_| panic!("{done}"));
        report["findings"][0]["message"].as_str().unwrap().to_owned()
    };
    assert_eq!(run(&[], false), "said default");
    put(&folder, ".poolproof.hcl", "policies = [\"tells.policy.hcl\"]\ninputs {\n  said = \"settings\"\n}\n");
    assert_eq!(run(&[], false), "said settings");
    assert_eq!(run(&[], true), "said environment");
    assert_eq!(run(&["--input-file", "a.tfvars"], true), "said file");
    assert_eq!(run(&["--input-file", "a.tfvars", "--input-file", "b.json"], true), "said json");
    assert_eq!(run(&["--input-file", "a.tfvars", "--input", "said=flag"], true), "said flag");
}

#[test]
fn wrong_inputs_are_named_with_file_and_line() {
    let folder = shift();
    let policy = TELLS
        .replace("type    = string\n  default = \"default\"", "type = number\n  sensitive = true\n  nullable = false");
    put(&folder, "tells.policy.hcl", &policy);
    let files = [
        (
            "vars.tfvars",
            "\nsaid = \"hidden-text\"\n",
            "vars.tfvars:2:1: the value of `said` is not what the policy takes",
        ),
        (
            "vars.tfvars",
            "sad = 1\n",
            "vars.tfvars:1:1: `sad`: no policy has an input of this name; did you mean `said`?",
        ),
        ("vars.tfvars", "said = null\n", "it may not be null"),
        ("vars.tfvars", "said {\n}\n", "vars.tfvars:1:1: only `name = value` lines"),
        ("vars.tfvars", "said = \n", "vars.tfvars:1"),
        ("vars.json", "{\n  \"said\": [1]\n}\n", "vars.json:2:3: the value of `said`"),
        ("vars.json", "{ \"said\": \n", "vars.json:2"),
    ];
    for (name, text, told) in files {
        put(&folder, name, text);
        let arguments = ["check", "plan.json", "--policies", "tells.policy.hcl", "--input-file", name];
        let done = poolproof(arguments).within(&folder).gives(2, &Text::Nothing, &Text::Has(&[told]));
        assert!(!done.stderr.contains("hidden-text"), "{done}");
    }
    let arguments = ["check", "plan.json", "--policies", "tells.policy.hcl"];
    poolproof(arguments).within(&folder).gives(
        2,
        &Text::Nothing,
        &Text::Has(&["tells.policy.hcl:2: the input `said` has no value"]),
    );
    let tool = poolproof(arguments).within(&folder).env("TFPOLICY_INPUT_said", "hidden-text");
    let done = tool.gives(2, &Text::Nothing, &Text::Has(&["TFPOLICY_INPUT_said: the value is not what"]));
    assert!(!done.stderr.contains("hidden-text"), "{done}");
    // A sensitive value is used and not shown.
    let shown = poolproof(arguments.iter().chain(&["--input", "said=41", "--report", "json"])).within(&folder).run();
    assert!(shown.stdout.contains("said (sensitive)") && !shown.stdout.contains("said 41"), "{shown}");
}

#[test]
fn init_writes_settings_that_hold_and_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    poolproof(["init"]).within(&folder).gives(0, &Text::Has(&[".poolproof.hcl: written"]), &Text::Nothing);
    let written = std::fs::read_to_string(folder.path().join(".poolproof.hcl")).unwrap();
    std::fs::write(folder.path().join(".poolproof.hcl"), "# mine\n").unwrap();
    poolproof(["init"]).within(&folder).gives(0, &Text::Has(&["was left as it is"]), &Text::Nothing);
    assert_eq!(std::fs::read_to_string(folder.path().join(".poolproof.hcl")).unwrap(), "# mine\n");
    let case = shift();
    put(&case, ".poolproof.hcl", &written);
    assert_eq!(check(&case, &[]).code, 1);
}

/// Git, with nothing of the machine's own settings. A machine without it cannot run these tests; CI has it.
fn git(folder: &TempDir, arguments: &[&str]) -> bool {
    let mut command = std::process::Command::new("git");
    command.args(["-c", "user.name=t", "-c", "user.email=t@example.com"]).args(arguments).current_dir(folder);
    let nothing = folder.path().join("no-settings");
    let done = command.env("GIT_CONFIG_GLOBAL", nothing).env("GIT_CONFIG_NOSYSTEM", "1").output();
    let there = done.is_ok_and(|output| output.status.success());
    assert!(there || std::env::var_os("CI").is_none(), "git {arguments:?}");
    there
}

#[test]
fn waivers_that_a_change_adds_are_told() {
    let folder = shift();
    let main = std::fs::read_to_string(folder.path().join("main.tf")).unwrap();
    let comment = "# poolproof:ignore traffic_to_empty_pool it is filled later\n";
    let at_listener =
        |before: &str| main.replace("resource \"aws_lb_listener\"", &format!("{before}resource \"aws_lb_listener\""));
    put(&folder, ".poolproof.hcl", &waiver(POLICY, "aws_lb_listener.old", ""));
    put(&folder, "main.tf", &at_listener(comment));
    if !git(&folder, &["init", "-q"])
        || !git(&folder, &["add", "."])
        || !git(&folder, &["commit", "-q", "-m", "before"])
    {
        return;
    }
    // Nothing is new, although every line has moved.
    put(&folder, "main.tf", &format!("\n\n{}", at_listener(comment)));
    put(&folder, ".poolproof.hcl", &format!("\n{}", waiver(POLICY, "aws_lb_listener.old", "")));
    let added = |arguments: &[&str]| {
        let (_, report) = json(&folder, arguments);
        let all = report["waivers"].as_array().unwrap().clone();
        all.iter().map(|waiver| waiver["added"].as_bool()).collect::<Vec<_>>()
    };
    assert_eq!(added(&["--base", "HEAD"]), [Some(false); 2]);
    assert_eq!(added(&[]), [None; 2]);
    // One more, and one whose words are others.
    let both = waiver(POLICY, "aws_lb_listener.old", "") + &waiver(POLICY, "*", "owner = \"payments\"");
    put(&folder, ".poolproof.hcl", &both);
    put(&folder, "main.tf", &at_listener(&comment.replace("later", "never")));
    assert_eq!(added(&["--base", "HEAD"]), [Some(false), Some(true), Some(true)]);
    let markdown = check(&folder, &["--base", "HEAD", "--report", "markdown"]).stdout;
    let (head, rest) = markdown.split_once("**This change adds 2 waivers:**").unwrap_or_else(|| panic!("{markdown}"));
    assert!(
        head.lines().count() < 6 && rest.contains("covers 1 finding by `payments`, with no last day"),
        "{markdown}"
    );
    // A file that was not there had none; outside of a repository nothing is known.
    std::fs::rename(folder.path().join(".poolproof.hcl"), folder.path().join("other.hcl")).unwrap();
    assert_eq!(added(&["--base", "HEAD", "--settings", "other.hcl"])[..2], [Some(true), Some(true)]);
    for revision in ["no-such-branch", "--help", ""] {
        let done = check(&folder, &[&format!("--base={revision}")]);
        assert!(done.code == 2 && done.stderr.contains("there is no such revision here"), "{done}");
        assert!(done.stdout.is_empty(), "{done}");
    }
}

#[test]
fn a_change_of_routing_is_shown_and_waits_for_a_second_person_where_that_is_asked_for() {
    let plan = root().join("testdata/incident/weight-shifted-to-empty-pool/plan.json");
    let plan = plan.to_str().unwrap();
    let label = "routing_change_needs_review";
    let blocking = |folder: &std::path::Path, more: &[&str]| {
        let arguments = [&["check", plan, "--report", "json"], more].concat();
        let done = poolproof(arguments).within(folder).run();
        let report: serde_json::Value =
            serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {done}"));
        let shares: Vec<_> = report["routing"][0]["shares"].as_array().unwrap().clone();
        let moved = |at: usize| (shares[at]["before"].as_f64(), shares[at]["after"].as_f64());
        assert_eq!((moved(0), moved(1)), ((Some(1.0), Some(0.0)), (Some(0.0), Some(1.0))));
        assert_eq!(report["summary"]["routing_changed"], true);
        let findings = report["findings"].as_array().unwrap().clone();
        findings.iter().any(|finding| finding["policy"] == label && finding["blocks"] == true)
    };
    let (off, on) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let setting = format!("policy \"{label}\" {{\n  enabled = true\n}}\n");
    std::fs::write(on.path().join(".poolproof.hcl"), &setting).unwrap();
    assert!(!blocking(off.path(), &[]));
    assert!(blocking(on.path(), &[]));
    assert!(!blocking(on.path(), &["--skip", label]));
    let waiver = format!("waiver {{\n  policy  = \"{label}\"\n  address = \"*\"\n  reason  = \"seen\"\n}}\n");
    std::fs::write(on.path().join(".poolproof.hcl"), setting + &waiver).unwrap();
    assert!(!blocking(on.path(), &[]));
    let steady = root().join("testdata/healthy/steady-stack/plan.json");
    let done = poolproof(["check", steady.to_str().unwrap(), "--only", label, "--report", "json"]).run();
    let report: serde_json::Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!((done.code, &report["summary"]["routing_changed"]), (0, &false.into()));
}

#[test]
fn graph_diff_is_the_same_summary() {
    let shifted = "testdata/incident/weight-shifted-to-empty-pool/plan.json";
    let line = "aws_lb_listener.http: aws_lb_target_group.blue 100% → 0%, aws_lb_target_group.green 0% → 100%\n";
    poolproof(["graph", "--diff", shifted]).gives(0, &Text::Is(line), &Text::Nothing);
    let steady = "testdata/healthy/steady-stack/plan.json";
    poolproof(["graph", "--diff", steady]).gives(0, &Text::Is("No routing changes.\n"), &Text::Nothing);
    poolproof(["graph", "--diff", "--format", "dot", steady]).gives(
        2,
        &Text::Nothing,
        &Text::Has(&["--diff is shown"]),
    );
    let check = poolproof(["check", shifted]).run().stdout;
    let check = check.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(check.contains(&format!("Routing that changes: {}", line.trim())), "{check}");
}
