//! The documented steps of other homes, followed word by word: what stands in `docs/` is what is run here.

use std::path::Path;
use std::process::Command;

use crate::{docs, tool, yaml};

/// The commands of `run:` lines in a page, as a shell gets them.
fn documented(page: &str) -> Vec<String> {
    let text = std::fs::read_to_string(tool::root().join("docs").join(page)).unwrap();
    let lines = text.lines().filter_map(|line| line.trim().strip_prefix("- run: "));
    let commands: Vec<String> = lines.filter(|line| line.starts_with("poolproof")).map(str::to_owned).collect();
    assert!(!commands.is_empty(), "{page}");
    commands
}

/// Exit code and all output, which Atlantis puts into one text.
fn atlantis(command: &str, show: &Path, plan: &Path) -> (i32, String) {
    let binary = Path::new(env!("CARGO_BIN_EXE_poolproof")).parent().unwrap();
    let done = Command::new("sh")
        .args(["-c", command])
        .current_dir(show.parent().unwrap())
        .env_clear()
        .env("PATH", format!("{}:{}", binary.display(), std::env::var("PATH").unwrap()))
        // What Atlantis sets for a custom `run` step.
        .envs([
            ("ATLANTIS_TERRAFORM_DISTRIBUTION", "terraform"),
            ("ATLANTIS_TERRAFORM_VERSION", "1.11.4"),
            ("BASE_BRANCH_NAME", "main"),
            ("BASE_REPO_NAME", "infra"),
            ("BASE_REPO_OWNER", "shop"),
            ("COMMENT_ARGS", ""),
            ("HEAD_BRANCH_NAME", "failover"),
            ("HEAD_COMMIT", "0123456789012345678901234567890123456789"),
            ("HEAD_REPO_NAME", "infra"),
            ("HEAD_REPO_OWNER", "shop"),
            ("PROJECT_NAME", ""),
            ("PULL_AUTHOR", "someone"),
            ("PULL_NUM", "7"),
            ("PULL_URL", "https://example.com/7"),
            ("REPO_REL_DIR", "."),
            ("USER_NAME", "someone"),
            ("WORKSPACE", "default"),
        ])
        .envs([("DIR", show.parent().unwrap()), ("SHOWFILE", show), ("PLANFILE", plan)])
        .output()
        .unwrap();
    let output = String::from_utf8(done.stdout).unwrap() + &String::from_utf8(done.stderr).unwrap();
    (done.status.code().unwrap(), output)
}

#[cfg(unix)]
#[test]
fn atlantis_lets_a_plan_through_or_stops_it() {
    let case = |name: &str| tool::root().join("testdata").join(name);
    let (good, bad) = (case("healthy/for-each-changed-after-rule-moved"), case("incident/pool-dropped-from-map"));
    let commands = documented("atlantis.md");
    assert_eq!(commands.len(), 3);
    for command in &commands {
        let (code, output) = atlantis(command, &good.join("plan.json"), &good.join("plan.tfplan"));
        assert_eq!(code, 0, "{output}");
        assert_eq!(output.lines().count(), 1, "{output}");
        assert!(reads_as_passed(&output) == [true, true] && !output.contains("aws_"), "{output}");

        let (_, output) = atlantis(command, &bad.join("plan.json"), &bad.join("plan.tfplan"));
        assert!(output.contains("pool_removed_before_routes") && output.contains("Blocked"), "{output}");

        let (code, output) = atlantis(command, &good.join("no-such-plan.json"), &good.join("plan.tfplan"));
        assert_ne!((code, output.contains("FAIL -")), (0, true), "what could not be checked must not be waved through");
        assert!(code != 0, "{output}");
    }
    // A step of `plan` is stopped by its exit code, a policy check by the words that Atlantis looks for.
    for command in &commands[..2] {
        assert_eq!(atlantis(command, &bad.join("plan.json"), &bad.join("plan.tfplan")).0, 1);
    }
    let (code, output) = atlantis(&commands[2], &bad.join("plan.json"), &bad.join("plan.tfplan"));
    assert_eq!((code, reads_as_passed(&output)), (0, [false, false]), "{output}");
    assert!(output.lines().last().unwrap().starts_with("FAIL - 1 failure"), "{output}");
}

/// How Atlantis reads the output of a custom policy check: until the end of 2025, and since then.
fn reads_as_passed(output: &str) -> [bool; 2] {
    let failures = regex::Regex::new(r#"([1-9][0-9]* failure|failures": \[)"#).unwrap();
    let since = !failures.is_match(output) && !output.trim().starts_with("FAIL") && !output.is_empty();
    [!output.to_lowercase().contains("fail") && !output.is_empty(), since]
}

/// What the documented files have, in the terms that Atlantis checks.
#[test]
fn the_files_of_atlantis_name_what_atlantis_knows() {
    let blocks: Vec<_> = docs::blocks("docs/atlantis.md", "yaml").iter().map(|block| yaml::parse(block)).collect();
    let init = std::fs::read_to_string(tool::root().join("src/init/atlantis.yaml")).unwrap();
    assert_eq!(yaml::parse(&init), blocks[0], "`init` writes what the page shows");
    assert_eq!(blocks[0]["version"], "3");
    assert_eq!(blocks[1]["repos"][0]["allowed_overrides"][0], "workflow");
    assert_eq!(blocks[1]["repos"][0]["allow_custom_workflows"], "true");
    for file in [&blocks[0]["projects"], &blocks[2]["repos"], &blocks[3]["repos"]] {
        assert_eq!(file[0]["workflow"], "poolproof");
    }
    for (file, stage) in [(0, "plan"), (2, "plan"), (3, "policy_check")] {
        let steps = blocks[file]["workflows"]["poolproof"][stage]["steps"].as_array().unwrap();
        let shows = steps.iter().position(|step| *step == "show").unwrap();
        let checks = steps.iter().position(|step| step["run"].as_str().is_some_and(|run| run.contains("$SHOWFILE")));
        assert_eq!(checks, Some(shows + 1), "the JSON is written before it is read");
    }
    let policy = &blocks[3]["repos"][0];
    assert_eq!((&policy["policy_check"], &policy["custom_policy_check"]), (&"true".into(), &"true".into()));
    assert_eq!(blocks[3]["policies"]["policy_sets"][0]["source"], "local");
}

#[cfg(unix)]
#[test]
fn a_name_with_the_word_in_it_does_not_trip_atlantis() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(tool::root().join("testdata/healthy/steady-stack/plan.json")).unwrap();
    let renamed = text.replace("aws_lb_listener.http", "aws_route53_record.failover").replace("\"shop", "\"3 failures");
    assert_ne!(renamed, text);
    std::fs::write(folder.path().join("failures.json"), renamed).unwrap();
    for command in documented("atlantis.md") {
        let command = command.replace(" --config \"$PLANFILE\"", "");
        let (code, output) = atlantis(&command, &folder.path().join("failures.json"), Path::new("/nonexistent"));
        assert_eq!((code, output.lines().count()), (0, 1), "{output}");
        assert_eq!(reads_as_passed(&output), [true, true], "{output}");
    }
}

#[test]
fn init_writes_the_files_of_a_home_and_overwrites_none() {
    let folder = tempfile::tempdir().unwrap();
    let homes = [
        (".github/workflows/poolproof.yml", "--github"),
        ("atlantis.yaml", "--atlantis"),
        (".gitlab-ci.yml", "--gitlab"),
        (".github/workflows/poolproof-fleet.yml", "--fleet"),
        (".pre-commit-config.yaml", "--pre-commit"),
    ];
    let flags = homes.map(|(_, flag)| flag);
    let init = || tool::poolproof(["init"].into_iter().chain(flags)).within(folder.path()).run();
    let first = init();
    assert_eq!((first.code, first.stderr.as_str()), (0, ""));
    for (path, _) in homes {
        let text = std::fs::read_to_string(folder.path().join(path)).unwrap();
        assert!(first.stdout.contains(&format!("{path}: written")) && text.contains("poolproof"), "{path}");
        // They name this very release, and say what is left to fill in.
        assert!(!text.contains("v0.0.0"), "{path}");
        let release = concat!("v", env!("CARGO_PKG_VERSION"));
        assert_eq!(
            text.contains(release),
            text.contains("/poolproof@") || text.contains("poolproof\n    rev") || text.contains("releases/")
        );
    }
    let open = first.stdout.matches("in place of OWNER").count();
    assert_eq!(open, if env!("CARGO_PKG_REPOSITORY").contains("OWNER") { 4 } else { 0 }, "{}", first.stdout);
    std::fs::write(folder.path().join("atlantis.yaml"), "mine").unwrap();
    let again = init();
    assert_eq!(std::fs::read_to_string(folder.path().join("atlantis.yaml")).unwrap(), "mine");
    assert!(again.stdout.contains("To be added to it:\n\n# A step of `plan` for atlantis.yaml"), "{}", again.stdout);
    // Only what was asked for.
    let bare = tempfile::tempdir().unwrap();
    tool::poolproof(["init"]).within(bare.path()).run();
    assert_eq!(std::fs::read_dir(bare.path()).unwrap().count(), 1);
}

#[test]
fn a_workflow_of_ours_sets_only_inputs_that_the_action_has() {
    let action = std::fs::read_to_string(tool::root().join("action.yml")).unwrap();
    let (inputs, _) = action.split_once("outputs:").unwrap();
    for page in ["src/init/github.yml", "docs/github.md"] {
        let text = std::fs::read_to_string(tool::root().join(page)).unwrap();
        let ours = text.split("uses: OWNER/poolproof@").skip(1);
        for step in ours {
            let lines = step.lines().skip(1).take_while(|line| !line.trim().is_empty() && !line.contains("- uses"));
            for line in lines.filter(|line| line.contains(": ") && !line.trim().starts_with('#')) {
                let keys = line.trim().trim_start_matches("with: {").trim_end_matches('}').split(", ");
                for key in keys.filter_map(|pair| pair.trim().split_once(": ")).map(|(key, _)| key) {
                    assert!(inputs.contains(&format!("\n  {key}:\n")), "{page}: {key}");
                }
            }
        }
    }
}

#[test]
fn completions_and_the_manual_come_from_the_command_line() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let done = tool::poolproof(["completions", shell]).run();
        assert!(done.code == 0 && done.stdout.contains("explain") && done.stdout.contains("fail-on"), "{shell}");
    }
    let manual = tool::poolproof(["man"]).run();
    assert!(manual.code == 0 && manual.stdout.contains(".TH poolproof"), "{}", manual.stdout);
    // One page for all: each command with its options, and none that sends its reader to a page that is not there.
    for said in [".SH \"POOLPROOF CHECK\"", ".SH \"POOLPROOF GRAPH\"", "\\-\\-config", "\\-\\-format", "\\-\\-github"] {
        assert!(manual.stdout.contains(said), "{said}: {}", manual.stdout);
    }
    assert!(!manual.stdout.contains("(1)"), "{}", manual.stdout);
}

/// As typed in a home that has none of the folders yet.
#[cfg(unix)]
#[test]
fn completions_and_the_manual_are_put_where_the_page_says() {
    let block = docs::blocks("docs/install.md", "sh").into_iter().find(|block| block.contains("completions")).unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_poolproof")).parent().unwrap();
    let home = tempfile::tempdir().unwrap();
    let done = Command::new("sh")
        .args(["-e", "-c", &block])
        .env("HOME", home.path())
        .env("PATH", format!("{}:{}", binary.display(), std::env::var("PATH").unwrap()))
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    for (file, said) in [
        (".local/share/bash-completion/completions/poolproof", "_poolproof"),
        (".local/share/man/man1/poolproof.1", ".TH"),
    ] {
        assert!(std::fs::read_to_string(home.path().join(file)).unwrap().contains(said), "{file}");
    }
}
