//! The dialect as a user of `check` meets it: what a policy says in any case, a policy that was for nothing, facts of
//! modules and providers, operations, and remarks of `validate`.

use serde_json::Value as Json;
use tempfile::TempDir;

use crate::cases;
use crate::tool::{Done, poolproof, root};

/// A folder with policies, and a plan in it.
fn folder(case: &str, policies: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(cases::case(case).folder.join("plan.json"), folder.path().join("plan.json")).unwrap();
    std::fs::write(folder.path().join("own.policy.hcl"), policies).unwrap();
    folder
}

fn check(folder: &TempDir, arguments: &[&str]) -> Done {
    let all = ["check", "plan.json", "--policies", "own.policy.hcl", "--no-builtin"].iter().chain(arguments);
    poolproof(all).within(folder).run()
}

fn report(folder: &TempDir, arguments: &[&str]) -> Json {
    let done = check(folder, &[&["--report", "json"], arguments].concat());
    serde_json::from_str(&done.stdout).unwrap_or_else(|_| panic!("{done}"))
}

const CASE: &str = "broken/traffic-to-empty-pool";

const IDLE: &str = r#"
resource_policy "aws_lb_listner" "misspelled" {
  enforce {
    condition = attrs.port == 443
  }
}
resource_policy "aws_lb_listener" "deleted" {
  operations = ["delete"]
  enforce {
    condition = meta.operation == "delete"
  }
}
resource_policy "aws_lb_t*" "filtered" {
  filter = attrs.name == "nobody"
  enforce {
    condition = attrs.port == 443
  }
}
plan_policy "selected" {
  select = "$.resource_changes[?@.type == 'aws_sqs_queue']"
  enforce {
    condition     = it != null
    error_message = "no"
  }
}
entry_policy "entered" {
  enforce {
    condition     = entry.after
    error_message = "no"
  }
}
pool_policy "busy" {
  enforce {
    condition     = pool.after
    error_message = "no"
  }
}
"#;

#[test]
fn a_policy_that_was_for_nothing_is_told_and_why() {
    let folder = folder(CASE, IDLE);
    let done = check(&folder, &["--verbose"]);
    assert_eq!(done.code, 0, "{done}");
    let lines = done.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for told in [
        "the policy misspelled matched 0 of 8 resources: no type fits `aws_lb_listner`; did you mean `aws_lb_listener`?",
        "the policy deleted matched 0 of 8 resources: nothing is done to the one that fits that it is for (delete).",
        "the policy filtered matched 0 of 8 resources: its filter leaves out the one that fits.",
        "the policy selected matched nothing: its `select` finds nothing.",
        "the policy entered matched 0 of 0 entries.",
    ] {
        assert!(lines.contains(told), "{told}\n{done}");
    }
    assert!(!done.stdout.contains("busy matched"), "{done}");
    // A library of policies is mostly for other plans: few lines without --verbose, none with --quiet.
    let short = check(&folder, &[]).stdout;
    assert_eq!(short.matches("note: the policy").count(), 3, "{short}");
    assert!(short.contains("2 more policies of your own matched nothing (--verbose lists them)."), "{short}");
    assert!(!check(&folder, &["--quiet"]).stdout.contains("matched"));
}

#[test]
fn json_has_how_many_subjects_each_policy_was_for() {
    let report = report(&folder(CASE, IDLE), &[]);
    let policies = report["policies"].as_array().unwrap();
    let of = |label: &str| policies.iter().find(|one| one["policy"] == label).unwrap_or_else(|| panic!("{label}"));
    assert_eq!((&of("busy")["matched"], &of("busy")["of"], &of("busy")["why"]), (&1.into(), &1.into(), &Json::Null));
    assert_eq!((&of("deleted")["matched"], &of("deleted")["of"]), (&0.into(), &8.into()));
    assert!(policies.iter().all(|one| one["built_in"] == false));
    // What poolproof brings itself is not told as a note.
    let case = cases::case("healthy/lambda-pool").folder;
    let done = poolproof(["check", "plan.json"]).within(&case).run();
    assert!(!done.stdout.contains("matched 0"), "{done}");
}

const TALKS: &str = r#"
input "sorts" {
  type    = map(object({ port = number, note = optional(string, "no note") }))
  default = { web = { port = 80 } }
}
resource_policy "aws_lb_listener" "talks" {
  enforcement_level = input.sorts.web.port == 80 ? "advisory" : "mandatory"
  enforce {
    condition    = attrs.port == 80
    info_message = "Looked at port ${attrs.port}: ${input.sorts.web.note}"
  }
  enforce {
    condition     = attrs.protocol == "HTTPS"
    error_message = "${meta.address} speaks ${attrs.protocol}"
  }
}
"#;

#[test]
fn an_info_message_is_said_whatever_the_verdict() {
    let folder = folder(CASE, TALKS);
    let done = check(&folder, &[]);
    assert_eq!(done.code, 0, "{done}");
    assert!(done.stdout.contains("info: talks (aws_lb_listener.http): Looked at port 80: no note"), "{done}");
    let report = report(&folder, &[]);
    assert_eq!(report["infos"][0]["message"], "Looked at port 80: no note");
    assert_eq!(report["infos"].as_array().unwrap().len(), 1);
    // The second block breaks by itself, and the level follows the input.
    assert_eq!(report["findings"].as_array().unwrap().len(), 1);
    assert_eq!(report["findings"][0]["message"], "aws_lb_listener.http speaks HTTP");
    assert_eq!(report["findings"][0]["enforcement_level"], "advisory");
    let strict = ["--input", "sorts={ web = { port = 443, note = \"!\" } }"];
    assert_eq!(check(&folder, &strict).code, 1);
}

#[test]
fn a_file_of_hashicorp_s_dialect_has_labels_of_its_own() {
    let policy = |type_: &str| {
        format!("resource_policy \"{type_}\" \"named\" {{\n  enforce {{\n    condition = attrs.id != \"\"\n  }}\n}}\n")
    };
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.policy.hcl"), policy("aws_lb")).unwrap();
    std::fs::write(folder.path().join("b.policy.hcl"), policy("aws_vpc")).unwrap();
    let done = poolproof(["validate", "."]).within(folder.path()).run();
    assert!(done.code == 0 && done.stdout.contains("2 policy files with 2 policies: no mistake found."), "{done}");
    // Labels of ours are one policy, wherever they stand.
    let ours =
        "pool_policy \"named\" {\n  enforce {\n    condition     = pool.live\n    error_message = \"no\"\n  }\n}\n";
    std::fs::write(folder.path().join("c.policy.hcl"), ours).unwrap();
    let done = poolproof(["validate", "."]).within(folder.path()).run();
    assert!(done.code == 2 && done.stderr.contains("stands in"), "{done}");
}

#[test]
fn remarks_of_validate_are_no_mistakes() {
    let folder = tempfile::tempdir().unwrap();
    let text = "locals {\n  spare = 1\n}\ninput \"unused\" {\n  type = string\n}\n".to_owned() + TALKS;
    std::fs::write(folder.path().join("own.policy.hcl"), text).unwrap();
    let done = poolproof(["validate", "own.policy.hcl"]).within(folder.path()).run();
    assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{done}");
    for told in [
        "warning: the local `spare` is never used\n --> own.policy.hcl:2:11",
        "warning: the input `unused` is never used\n --> own.policy.hcl:4:7",
        "1 policy file with 1 policy: no mistake found, 2 warnings.",
    ] {
        assert!(done.stdout.contains(told), "{told}\n{done}");
    }
}

#[test]
fn explain_says_what_a_policy_says_of_itself_and_no_more() {
    let folder = folder(CASE, TALKS);
    let done = poolproof(["explain", "talks", "--policies", "own.policy.hcl"]).within(&folder).run();
    assert!(done.code == 0 && done.stdout.starts_with("talks: talks\n\nIt holds where: attrs.port == 80\n"), "{done}");
    assert!(!done.stdout.contains("What happens") && !done.stdout.contains("What to do"), "{done}");
}

#[test]
fn the_built_in_policies_have_nothing_to_remark() {
    let done = poolproof(["validate", "policies"]).within(root()).run();
    assert!(done.code == 0 && !done.stdout.contains("warning"), "{done}");
}

const LOCKED: &str = r#"
provider_policy "aws" "recent" {
  enforce {
    condition     = core::semverconstraint(meta.version, ">= 5.0.0")
    error_message = "${meta.name} is ${meta.version}"
  }
}
"#;

#[test]
fn the_lock_file_of_a_folder_tells_the_version_of_a_provider() {
    let policy = folder(CASE, LOCKED);
    let sources = cases::case(CASE).folder;
    // An exact constraint tells the version by itself.
    let path = policy.path().join("plan.json");
    let plan = std::fs::read_to_string(&path).unwrap();
    let loose = plan.replace("\"version_constraint\":\"5.100.0\"", "\"version_constraint\":\">= 4.0\"");
    assert_ne!(plan, loose);
    std::fs::write(&path, loose).unwrap();
    for name in ["main.tf", "network.tf"] {
        std::fs::copy(sources.join(name), policy.path().join(name)).unwrap();
    }
    let verdict = |lock: Option<&str>, arguments: &[&str]| {
        let path = policy.path().join(".terraform.lock.hcl");
        match lock {
            Some(version) => std::fs::write(
                &path,
                format!("provider \"registry.terraform.io/hashicorp/aws\" {{\n  version = \"{version}\"\n}}\n"),
            )
            .unwrap(),
            None => drop(std::fs::remove_file(&path)),
        }
        let report = report(&policy, arguments);
        let found = report["findings"].as_array().unwrap().first().map(|finding| finding["verdict"].clone());
        found.map_or("pass".to_owned(), |verdict| verdict.as_str().unwrap().to_owned())
    };
    assert_eq!(verdict(None, &["--config", "."]), "unknown");
    assert_eq!(verdict(Some("5.100.0"), &["--config", "."]), "pass");
    assert_eq!(verdict(Some("4.67.0"), &["--config", "."]), "fail");
    // A folder that nobody named says nothing of what was taken then.
    assert_eq!(verdict(Some("5.100.0"), &[]), "unknown");
}
