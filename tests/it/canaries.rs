//! Secrets in every place of a plan that can have one: sensitive variables and their defaults, values of `.tfvars`, masks at
//! every depth, what functions make of them, drift, state, before and after, inputs of policies. No command shows any of
//! them, in no format, not even where a policy is made to tell all it sees.

use std::path::Path;

use serde_json::{Value as Json, json};
use tempfile::TempDir;

use crate::tool::{Done, poolproof, root};

/// Part of every secret: as it is, and in base 64.
const WORDS: [&str; 2] = ["canary", "Y2FuYXJ5"];
const FORMATS: [&str; 7] = ["human", "json", "sarif", "github", "markdown", "junit", "gitlab"];

fn recorded(name: &str) -> String {
    std::fs::read_to_string(root().join("testdata/secrets").join(name)).unwrap()
}

fn plan() -> Json {
    serde_json::from_str(&recorded("plan.json")).unwrap()
}

/// A folder with the configuration and `plan`.
fn folder(plan: Option<&Json>) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("m")).unwrap();
    for name in ["main.tf", "m/main.tf", "terraform.tfvars"] {
        std::fs::write(folder.path().join(name), recorded(name)).unwrap();
    }
    if let Some(plan) = plan {
        std::fs::write(folder.path().join("plan.json"), plan.to_string()).unwrap();
    }
    std::fs::copy(root().join("testdata/secrets/tells.policy.hcl"), folder.path().join("tells.policy.hcl")).unwrap();
    folder
}

/// The same resources, changed: what was is as secret as what will be, in drift and in the prior state too. One is masked as
/// a whole.
fn changed(mut plan: Json) -> Json {
    let was =
        |values: &Json| serde_json::from_str::<Json>(&values.to_string().replace("canary-", "canary-was-")).unwrap();
    for (at, change) in plan["resource_changes"].as_array_mut().unwrap().iter_mut().enumerate() {
        let change = &mut change["change"];
        change["actions"] = if at % 3 == 0 { json!(["delete", "create"]) } else { json!(["update"]) };
        (change["before"], change["before_sensitive"]) = (was(&change["after"]), change["after_sensitive"].clone());
        if at % 4 == 0 {
            change["after_sensitive"] = json!(true);
            change["before_sensitive"] = json!(true);
        }
    }
    plan["resource_drift"] = plan["resource_changes"].clone();
    plan["prior_state"] =
        json!({ "format_version": "1.0", "terraform_version": "1.11.4", "values": was(&plan["planned_values"]) });
    plan["output_changes"]["password"]["before"] = json!("canary-was-output");
    plan["output_changes"]["password"]["before_sensitive"] = json!(true);
    plan["timestamp"] = json!("2026-11-29T00:00:00Z");
    plan["relevant_attributes"] = json!([{ "resource": "aws_lb.shop", "attribute": ["tags", "team"] }]);
    plan
}

fn state(plan: &Json) -> Json {
    json!({ "format_version": "1.0", "terraform_version": "1.11.4", "values": plan["planned_values"] })
}

/// All that the commands say of what `inputs` names, with what each was asked.
fn said(folder: &Path, inputs: &[&str]) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut add = |arguments: &[&str]| {
        let done = poolproof(arguments).arguments(inputs).within(folder).run();
        assert!(done.code < 2, "{arguments:?} {inputs:?} {done}");
        all.push((format!("{arguments:?} {inputs:?}"), done.to_string()));
    };
    let everything = ["--verbose", "--all", "--strict", "--audit", "--unknown=fail"];
    let telling = ["--no-builtin", "--policies=tells.policy.hcl"];
    for format in FORMATS {
        let report = format!("--report={format}");
        add(&[&["check", &report][..], &everything].concat());
        add(&["check", &report]);
    }
    for format in ["human", "json", "markdown"] {
        let report = format!("--report={format}");
        add(&[&["check", &report][..], &telling, &everything].concat());
    }
    add(&["check", "--report=json", "--shard=1/1"]);
    add(&["check", "--quiet"]);
    for format in ["tree", "json", "mermaid", "dot", "svg", "html"] {
        add(&["graph", "--format", format]);
    }
    for more in [
        &["--steps"][..],
        &["--steps", "--format=json"],
        &["--steps", "--format=html"],
        &["--diff"],
        &["--diff", "--format=json"],
        &["--diff", "--format=mermaid"],
    ] {
        add(&[&["graph"][..], more].concat());
    }
    all
}

fn shows(text: &str) -> Option<String> {
    let at = WORDS.iter().find_map(|word| text.find(word))?;
    let start = (at.saturating_sub(120)..=at).find(|start| text.is_char_boundary(*start))?;
    Some(text[start..].chars().take(200).collect())
}

fn hidden(all: &[(String, String)]) {
    let leaks: Vec<String> =
        all.iter().filter_map(|(asked, said)| Some(format!("{asked}: …{}…", shows(said)?))).collect();
    assert!(leaks.is_empty(), "{} of {}:\n{}", leaks.len(), all.len(), leaks.join("\n\n"));
    assert!(all.iter().any(|(_, said)| said.contains("(sensitive)")), "nothing secret was looked at");
}

#[test]
fn a_plan_shows_none() {
    let plan = plan();
    let folder = folder(Some(&plan));
    std::fs::copy(root().join("testdata/secrets/plan.tfplan"), folder.path().join("plan.tfplan")).unwrap();
    hidden(&said(folder.path(), &["plan.json"]));
    hidden(&said(folder.path(), &["plan.json", "--config=plan.tfplan"]));
    let alone = tempfile::tempdir().unwrap();
    for name in ["plan.json", "tells.policy.hcl"] {
        std::fs::copy(folder.path().join(name), alone.path().join(name)).unwrap();
    }
    hidden(&said(alone.path(), &["plan.json"]));
}

#[test]
fn a_plan_that_changes_and_drifts_shows_none() {
    let folder = folder(Some(&changed(plan())));
    hidden(&said(folder.path(), &["plan.json"]));
}

#[test]
fn a_state_and_a_configuration_show_none() {
    let folder = folder(None);
    hidden(&said(folder.path(), &["."]));
    std::fs::write(folder.path().join("state.json"), state(&plan()).to_string()).unwrap();
    hidden(&said(folder.path(), &["state.json"]));
}

#[cfg(unix)]
#[test]
fn a_saved_plan_shows_none() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(Some(&plan()));
    std::fs::copy(root().join("testdata/secrets/plan.tfplan"), folder.path().join("plan.tfplan")).unwrap();
    let tool = folder.path().join("terraform");
    std::fs::write(&tool, "#!/bin/sh\ncat plan.json\n").unwrap();
    std::fs::set_permissions(&tool, PermissionsExt::from_mode(0o755)).unwrap();
    hidden(&said(folder.path(), &["plan.tfplan", "--terraform=./terraform"]));
}

/// The masks are what hides them: without masks each format shows them.
#[test]
fn without_masks_they_would_be_seen() {
    let mut plan = plan();
    for change in plan["resource_changes"].as_array_mut().unwrap() {
        change["change"]["after_sensitive"] = json!({});
    }
    let folder = folder(Some(&plan));
    std::fs::remove_file(folder.path().join("main.tf")).unwrap();
    for format in FORMATS {
        let report = format!("--report={format}");
        let done = poolproof(["check", "plan.json", "--no-builtin", "--policies=tells.policy.hcl", &report])
            .within(&folder)
            .run();
        assert!(shows(&done.stdout).is_some(), "{format}");
    }
    for format in ["tree", "json", "dot", "svg", "html", "mermaid"] {
        let done = poolproof(["graph", "plan.json", "--format", format]).within(&folder).run();
        assert!(shows(&done.stdout).is_some(), "{format}");
    }
}

#[test]
fn secret_inputs_of_policies_and_errors_about_secrets_show_none() {
    let folder = folder(Some(&plan()));
    std::fs::write(folder.path().join("vars.tfvars"), "pin = [\"canary-list\"]\n").unwrap();
    std::fs::write(folder.path().join("vars.json"), "{\"pin\": {\"a\": \"canary-object\"}}").unwrap();
    let numbers = recorded("tells.policy.hcl").replace("type      = string\n", "type      = number\n");
    std::fs::write(folder.path().join("number.policy.hcl"), numbers.replace("\"canary-pin-9\"", "9")).unwrap();
    let policies = ["check", "plan.json", "--no-builtin", "--verbose"];
    let run = |more: &[&str]| -> Done { poolproof(policies).arguments(more).within(&folder).run() };
    let told = "--policies=tells.policy.hcl";
    for (more, code) in [
        (&[told, "--input=pin=canary-typed"][..], 1),
        (&["--policies=number.policy.hcl", "--input=pin=canary-typed"], 2),
        (&[told, "--input-file=vars.tfvars"], 2),
        (&[told, "--input-file=vars.json"], 2),
    ] {
        let done = run(more);
        assert_eq!(done.code, code, "{more:?} {done}");
        assert_eq!(shows(&done.to_string()), None, "{more:?}");
    }
    let done = poolproof(policies)
        .arguments(["--policies=number.policy.hcl"])
        .env("TFPOLICY_INPUT_pin", "canary-env")
        .within(&folder)
        .run();
    assert_eq!((done.code, shows(&done.to_string())), (2, None), "{done}");
}

#[test]
fn tests_of_policies_show_none() {
    let folder = folder(Some(&plan()));
    let labels = ["routes", "pools", "listeners", "rules", "load_balancers", "entries", "members", "resources"];
    let expects: Vec<String> =
        labels.iter().map(|label| format!("expect \"tells_{label}\" {{ verdict = \"pass\" }}\n")).collect();
    let test = format!("scenario \"recorded\" {{\n  plan = \"plan.json\"\n{}}}\n", expects.concat());
    std::fs::write(folder.path().join("tells.policytest.hcl"), test).unwrap();
    for report in ["human", "json", "junit"] {
        let done = poolproof(["test", "--report", report]).within(&folder).run();
        assert_eq!((done.code, shows(&done.to_string())), (1, None), "{done}");
        assert!(done.stdout.contains("(sensitive)"), "{done}");
    }
}
