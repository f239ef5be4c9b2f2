//! What the command line does with several inputs, reports and options.

use std::process::{Command, Stdio};

use serde_json::Value as Json;
use tempfile::TempDir;

use crate::cases::{case, findings};
use crate::tool::{Text, Tool, poolproof, root};

const BROKEN: &str = "testdata/incident/weight-shifted-to-empty-pool/plan.json";
const HEALTHY: &str = "testdata/healthy/steady-stack/plan.json";
/// A fault that was there before; the plan does not block.
const OLD_FAULT: &str = "testdata/healthy/preexisting-zero-tasks/plan.json";
/// A verdict that cannot be proved; the plan does not block.
const UNKNOWN: &str = "testdata/healthy/pool-filled-outside/plan.json";
/// An advisory finding; the plan does not block.
const ADVICE: &str = "testdata/healthy/unused-pool-replaced/plan.json";

fn check(arguments: &[&str]) -> Tool {
    poolproof([&["check"], arguments].concat())
}

fn code(arguments: &[&str]) -> i32 {
    let done = check(arguments).run();
    assert!(done.stderr.is_empty(), "{done}");
    done.code
}

fn report(tool: Tool) -> Json {
    let done = tool.run();
    assert!(done.code < 2 && done.stderr.is_empty(), "{done}");
    serde_json::from_str(&done.stdout).unwrap()
}

fn paths(report: &Json) -> Vec<&str> {
    report["inputs"].as_array().unwrap().iter().map(|input| input["path"].as_str().unwrap()).collect()
}

/// What the report says, without the path it was given.
fn said(tool: Tool) -> Json {
    let mut report = report(tool);
    report["inputs"][0]["path"] = Json::Null;
    report
}

#[test]
fn standard_input() {
    let plan = std::fs::read(root().join(BROKEN)).unwrap();
    // Beside standard input lies no configuration.
    let folder = BROKEN.trim_end_matches("/plan.json");
    let from_file = said(check(&[BROKEN, "--config", folder, "--report", "json"]));
    assert_eq!(said(check(&["-", "--config", folder, "--report", "json"]).stdin(plan.clone())), from_file);
    check(&["-"]).stdin(plan.clone()).gives(
        1,
        &Text::Has(&["Read standard input (plan", "Blocked: 1 of"]),
        &Text::Nothing,
    );
    poolproof(["graph", "-"]).stdin(plan).gives(0, &Text::Has(&["load balancer aws_lb.shop"]), &Text::Nothing);
}

#[test]
fn encodings() {
    let plain = std::fs::read_to_string(root().join(BROKEN)).unwrap();
    let marked = format!("\u{feff}{plain}");
    let utf16 = |unit: fn(u16) -> [u8; 2]| marked.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let windows = marked.trim_end().to_owned() + "\r\n";
    let wanted = said(check(&["-", "--report", "json"]).stdin(plain.clone()));
    for bytes in [marked.clone().into_bytes(), utf16(u16::to_le_bytes), utf16(u16::to_be_bytes), windows.into_bytes()] {
        assert_eq!(said(check(&["-", "--report", "json"]).stdin(bytes)), wanted);
    }
    // Recorded from PowerShell's `>` and from an editor that writes a mark.
    let recorded = |name: &str| said(check(&[&format!("testdata/wrong/{name}"), "--report", "json"]));
    assert_eq!(recorded("utf16le-plan.json"), recorded("utf8-bom-plan.json"));
}

#[test]
fn several_inputs_make_one_report() {
    let both = report(check(&[HEALTHY, BROKEN, "--report", "json"]));
    assert_eq!(paths(&both), [HEALTHY, BROKEN]);
    assert_eq!(findings(&both)[0]["input"], 1);
    check(&[HEALTHY, BROKEN]).gives(1, &Text::Has(&[&format!("in {BROKEN}").replace("in ", "")]), &Text::Nothing);
    let glob = report(check(&["testdata/incident/pool-*/plan.json", "--report", "json"]));
    assert_eq!(paths(&glob).len(), 2);
}

#[test]
fn a_folder_takes_the_saved_plan_beside_each_plan() {
    let folder = report(check(&["testdata/incident", "--report", "json"]));
    let names = ["for-each-changed-under-other-module", "literal-arn-of-destroyed-pool", "pool-dropped-from-map"];
    for (input, name) in folder["inputs"].as_array().unwrap().iter().zip(names) {
        let beside = |file: &str| format!("testdata/incident/{name}/{file}");
        assert_eq!(input["path"], beside("plan.json"));
        assert_eq!(input["configuration"]["path"], beside("plan.tfplan"));
        assert_eq!(input["configuration"]["source"], "saved_plan");
    }
    assert_eq!(folder["inputs"].as_array().unwrap().len(), 5);
    // Without an input it is the working folder.
    let case = case("incident/pool-dropped-from-map");
    poolproof(["check"]).within(&case.folder).gives(1, &Text::Has(&["[pool_removed_before_routes]"]), &Text::Nothing);
    assert_eq!(paths(&report(poolproof(["check", "--report", "json"]).within(&case.folder))), ["plan.json"]);
}

#[test]
fn a_saved_plan_that_is_not_of_the_plan_beside_it_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    copy(&folder, "incident/pool-dropped-from-map", "plan.json");
    copy(&folder, "incident/literal-arn-of-destroyed-pool", "plan.tfplan");
    let report = report(poolproof(["check", "--report", "json"]).within(&folder));
    assert_eq!(report["inputs"][0]["configuration"]["source"], "none");
}

fn copy(to: &TempDir, name: &str, file: &str) {
    std::fs::copy(case(name).folder.join(file), to.path().join(file)).unwrap();
}

#[test]
fn reports_go_where_they_are_sent() {
    let folder = tempfile::tempdir().unwrap();
    copy(&folder, "incident/weight-shifted-to-empty-pool", "plan.json");
    let run = |arguments: &[&str]| poolproof([&["check", "plan.json"], arguments].concat()).within(&folder);
    let human = run(&[]).run();
    let json = run(&["--report", "json"]).run();
    let both = run(&["--report", "human", "--report", "json=out.json"]);
    both.gives(1, &Text::Is(&human.stdout), &Text::Nothing);
    assert_eq!(std::fs::read_to_string(folder.path().join("out.json")).unwrap(), json.stdout);
    run(&["--report", "human=out.txt"]).gives(1, &Text::Nothing, &Text::Nothing);
    assert_eq!(std::fs::read_to_string(folder.path().join("out.txt")).unwrap(), human.stdout);
    let left: Vec<String> =
        std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(left.len(), 3, "parts are left behind: {left:?}");
}

#[test]
fn what_makes_exit_code_1() {
    assert_eq!(code(&[BROKEN]), 1);
    assert_eq!(code(&[BROKEN, "--fail-on", "never"]), 0);
    assert_eq!(code(&[OLD_FAULT]), 0);
    assert_eq!(code(&[OLD_FAULT, "--strict"]), 1);
    assert_eq!(code(&[UNKNOWN]), 0);
    assert_eq!(code(&[UNKNOWN, "--unknown", "warn"]), 0);
    assert_eq!(code(&[UNKNOWN, "--unknown", "fail"]), 1);
    assert_eq!(code(&[UNKNOWN, "--unknown", "ignore"]), 0);
    assert_eq!(code(&[ADVICE]), 0);
    assert_eq!(code(&[ADVICE, "--fail-on", "advisory"]), 1);
}

#[test]
fn what_is_ignored_is_not_called_proved() {
    let ignored = check(&[UNKNOWN, "--unknown", "ignore"]).run().stdout;
    assert!(!ignored.contains("unknown[") && ignored.contains("not proven"), "{ignored}");
    let ignored = report(check(&[UNKNOWN, "--unknown", "ignore", "--report", "json"]));
    assert!(findings(&ignored).iter().all(|finding| finding["verdict"] != "unknown"));
    assert_ne!(ignored["summary"]["unknown"], 0);
}

#[test]
fn only_and_skip() {
    assert_eq!(code(&[BROKEN, "--only", "shift_*"]), 1);
    assert_eq!(code(&[BROKEN, "--only", "forward_*"]), 0);
    assert_eq!(code(&[BROKEN, "--skip", "shift_to_empty_pool"]), 0);
    let only = report(check(&[BROKEN, "--only", "shift_*", "--report", "json"]));
    assert_eq!(only["summary"]["policies"], 2, "plan_errored always stays");
    let errored = "testdata/broken/plan-errored/plan.json";
    assert_eq!(code(&[errored, "--only", "shift_*"]), 1);
    assert_eq!(code(&[errored, "--skip", "plan_errored"]), 0);
}

#[test]
fn quiet_is_one_line() {
    let quiet = check(&[HEALTHY, "--quiet"]).run();
    assert_eq!((quiet.code, quiet.stdout.lines().count()), (0, 1), "{quiet}");
    let quiet = check(&[BROKEN, "--quiet"]).run();
    assert!(quiet.code == 1 && quiet.stdout.starts_with("error[shift_to_empty_pool]"), "{quiet}");
}

#[test]
fn verbose_and_all_show_more() {
    let run = |arguments: &[&str]| check(&[&[OLD_FAULT], arguments].concat()).run().stdout;
    assert!(run(&[]).contains("--all lists it") && !run(&[]).contains("ecs_zero_tasks"));
    assert!(run(&["--all"]).contains("warning[ecs_zero_tasks]"));
    assert!(run(&["--all", "--verbose"]).contains("Fingerprint:"));
}

#[test]
fn colour_is_shown_where_it_is_asked_for() {
    assert!(!check(&[BROKEN]).run().stdout.contains('\u{1b}'));
    assert!(check(&[BROKEN]).env("CLICOLOR_FORCE", "1").run().stdout.contains("\u{1b}["));
    assert!(!check(&[BROKEN]).env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").run().stdout.contains('\u{1b}'));
}

#[test]
fn own_policies() {
    let folder = tempfile::tempdir().unwrap();
    copy(&folder, "healthy/steady-stack", "plan.json");
    let policy = r#"
input "least" {
  type    = number
  default = 1
}

pool_policy "enough_members" {
  enforce {
    condition     = length(pool.members) >= input.least
    error_message = "${pool.address} has ${length(pool.members)} members."
  }
}
"#;
    std::fs::write(folder.path().join("own.policy.hcl"), policy).unwrap();
    let run = |arguments: &[&str]| {
        let first = ["check", "plan.json", "--no-builtin", "--policies", "."];
        poolproof([&first[..], arguments].concat()).within(&folder)
    };
    run(&[]).gives(0, &Text::Has(&["Nothing blocks: all", "1 policy, "]), &Text::Nothing);
    run(&["--input", "least=99", "--strict"]).gives(
        1,
        &Text::Has(&["error[enough_members]", "members."]),
        &Text::Nothing,
    );
    let validate = poolproof(["validate", "own.policy.hcl"]).within(&folder);
    validate.gives(0, &Text::Is("1 policy file with 1 policy: no mistake found.\n"), &Text::Nothing);
    // By whatever names it comes, it is one file, and is held against a plan once.
    let validate = poolproof(["validate", "own.policy.hcl", "./own.policy.hcl", "."]).within(&folder);
    validate.gives(0, &Text::Is("1 policy file with 1 policy: no mistake found.\n"), &Text::Nothing);
    run(&["--policies", "own.policy.hcl", "--input", "least=99", "--strict"]).gives(
        1,
        &Text::Has(&["1 policy, "]),
        &Text::Nothing,
    );
    poolproof(["validate"]).gives(0, &Text::Has(&["no mistake found"]), &Text::Nothing);
}

#[test]
fn explanations() {
    let list = poolproof(["explain"]).gives(0, &Text::Has(&["forward_to_removed_pool"]), &Text::Nothing);
    // One line for each policy, so no snapshot: label, severities, title.
    assert!(list.stdout.lines().any(|line| line.starts_with("plan_errored ") && line.contains(" S1 ")));
    for label in list.stdout.lines().map(|line| line.split(' ').next().unwrap()) {
        let wanted = Text::Has(&["What happens: ", "What to do: ", "It stands in policies/"]);
        let done = poolproof(["explain", label]).gives(0, &wanted, &Text::Nothing);
        assert!(done.stdout.starts_with(label));
    }
    insta::assert_snapshot!(poolproof(["explain", "forward_to_removed_pool"]).run().stdout);
}

/// `poolproof … | head`: whoever reads the pipe has seen enough.
#[test]
fn a_closed_pipe_is_no_fault() {
    for arguments in [&["check", "testdata/broken"][..], &["graph", BROKEN], &["explain"], &["--help"]] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_poolproof"))
            .args(arguments)
            .current_dir(root())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.is_empty() && output.status.code().is_some_and(|code| code < 2), "{arguments:?}: {stderr}");
    }
}

#[test]
fn help_names_the_exit_codes() {
    let help = poolproof(["--help"]).gives(0, &Text::Has(&["0 nothing blocks, 1 a finding blocks, 2"]), &Text::Nothing);
    assert!(help.stdout.lines().all(|line| line.len() <= 100));
    poolproof(["--version"]).gives(0, &Text::Is("poolproof 0.1.0\n"), &Text::Nothing);
    poolproof::<&str>([]).gives(2, &Text::Nothing, &Text::Has(&["Usage: poolproof <COMMAND>"]));
}

/// A policy file of one test, in a folder of its own.
fn policy(text: &str) -> (TempDir, String) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("own.policy.hcl");
    std::fs::write(&path, text).unwrap();
    (folder, path.to_str().unwrap().to_owned())
}

const WEIGHTS: &str = r#"
listener_policy "remarkable" {
  about {
    severity = "S4"
    title    = "A remark"
    why      = "None."
    fix      = "Nothing."
  }
  enforce {
    condition     = false
    error_message = "A remark on ${listener.address}."
  }
}

listener_policy "looked_for" {
  about {
    severity = listener.production ? "S1" : "S3"
    title    = "Only on demand"
    why      = "None."
    fix      = "Nothing."
    audit    = true
  }
  enforce {
    condition     = false
    error_message = "Looked for on ${listener.address}."
  }
}
"#;

#[test]
fn remarks_are_for_machines_and_for_people_who_ask() {
    let (_folder, path) = policy(WEIGHTS);
    let run = |more: &[&str]| check(&[&[HEALTHY, "--no-builtin", "--policies", &path], more].concat()).run();
    let plain = run(&[]);
    assert!(plain.code == 0 && plain.stdout.contains("1 remark (--verbose lists"), "{plain}");
    assert!(!plain.stdout.contains("A remark on"), "{plain}");
    assert!(run(&["--verbose"]).stdout.contains("remark[remarkable]"));
    let json: Json = serde_json::from_str(&run(&["--report", "json"]).stdout).unwrap();
    let [finding] = findings(&json) else { panic!("{json:#}") };
    assert_eq!((&finding["severity"], &finding["enforcement_level"]), (&"S4".into(), &"advisory".into()));
}

#[test]
fn an_audit_is_asked_for() {
    let (_folder, path) = policy(WEIGHTS);
    let run = |more: &[&str]| {
        let policies = ["--no-builtin", "--policies", &path, "--skip", "remarkable", "--report", "json"];
        let done = check(&[&[HEALTHY], &policies[..], more].concat()).run();
        let json: Json = serde_json::from_str(&done.stdout).unwrap();
        let severities: Vec<String> =
            findings(&json).iter().map(|finding| finding["severity"].as_str().unwrap().to_owned()).collect();
        (done.code, json["summary"]["policies"].as_u64().unwrap(), severities)
    };
    let s3 = vec!["S3".to_owned()];
    assert_eq!(run(&[]), (0, 0, Vec::new()));
    assert_eq!(run(&["--audit"]), (0, 1, s3.clone()));
    assert_eq!(run(&["--only", "looked_*"]), (0, 1, s3));
}

#[test]
fn production_is_what_a_tag_says() {
    let (_folder, path) = policy(WEIGHTS);
    let plan = std::fs::read_to_string(root().join(HEALTHY)).unwrap();
    let run = |tags: &str, more: &[&str]| {
        let mut plan: Json = serde_json::from_str(&plan).unwrap();
        let tags: Json = serde_json::from_str(tags).unwrap();
        for change in plan["resource_changes"].as_array_mut().unwrap() {
            if change["type"] == "aws_lb" {
                change["change"]["after"]["tags_all"] = tags.clone();
            }
        }
        let policies = ["--no-builtin", "--policies", &path, "--audit", "--skip", "remarkable", "--report", "json"];
        let done = check(&[&["-"], &policies[..], more].concat()).stdin(plan.to_string().into_bytes()).run();
        let json: Json = serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {done}"));
        findings(&json)[0]["severity"].as_str().unwrap().to_owned()
    };
    assert_eq!(run(r#"{"Environment":"Production"}"#, &[]), "S1");
    assert_eq!(run(r#"{"STAGE":"live"}"#, &[]), "S1");
    assert_eq!(run(r#"{"Environment":"staging","Name":"prod"}"#, &[]), "S3");
    assert_eq!(run("null", &[]), "S3");
    let own = r#"production_tags={ tier = ["gold"] }"#;
    assert_eq!(run(r#"{"tier":"Gold"}"#, &["--input", own]), "S1");
    assert_eq!(run(r#"{"env":"prod"}"#, &["--input", own]), "S3");
}
