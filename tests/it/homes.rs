//! The documented steps of other homes, followed word by word: what stands in `docs/` is what is run here.

use std::path::Path;
use std::process::Command;

use crate::tool;

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
            ("WORKSPACE", "default"),
            ("REPO_REL_DIR", "."),
            ("PROJECT_NAME", ""),
            ("ATLANTIS_TERRAFORM_VERSION", "1.11.4"),
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
    assert_eq!(commands.len(), 2);
    for command in &commands {
        let (code, output) = atlantis(command, &good.join("plan.json"), &good.join("plan.tfplan"));
        assert_eq!(code, 0, "{output}");
        assert_eq!(output.lines().count(), 1, "{output}");
        assert!(!output.to_lowercase().contains("fail"), "{output}");

        let (_, output) = atlantis(command, &bad.join("plan.json"), &bad.join("plan.tfplan"));
        assert!(output.contains("pool_removed_before_routes") && output.contains("Blocked"), "{output}");

        let (code, output) = atlantis(command, &good.join("no-such-plan.json"), &good.join("plan.tfplan"));
        assert_ne!((code, output.contains("FAIL -")), (0, true), "what could not be checked must not be waved through");
        assert!(code != 0, "{output}");
    }
    // A step of `plan` is stopped by its exit code, a policy check by the word that Atlantis looks for.
    assert_eq!(atlantis(&commands[0], &bad.join("plan.json"), &bad.join("plan.tfplan")).0, 1);
    let (code, output) = atlantis(&commands[1], &bad.join("plan.json"), &bad.join("plan.tfplan"));
    assert!(code == 0 && output.lines().last().unwrap().starts_with("FAIL - "), "{code} {output}");
}

#[cfg(unix)]
#[test]
fn a_name_with_the_word_in_it_does_not_trip_atlantis() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(tool::root().join("testdata/healthy/steady-stack/plan.json")).unwrap();
    let renamed = text.replace("aws_lb_listener.http", "aws_lb_listener.failover_failed");
    assert_ne!(renamed, text);
    std::fs::write(folder.path().join("failures.json"), renamed).unwrap();
    let command = documented("atlantis.md").remove(0).replace(" --config \"$PLANFILE\"", "");
    let (code, output) = atlantis(&command, &folder.path().join("failures.json"), Path::new("/nonexistent"));
    assert_eq!(code, 0, "{output}");
    assert!(!output.to_lowercase().contains("fail") && output.lines().count() == 1, "{output}");
}

#[test]
fn init_writes_the_files_of_a_home_and_overwrites_none() {
    let folder = tempfile::tempdir().unwrap();
    let homes = [
        (".github/workflows/poolproof.yml", "--github"),
        ("atlantis.yaml", "--atlantis"),
        (".gitlab-ci.yml", "--gitlab"),
        (".pre-commit-config.yaml", "--pre-commit"),
    ];
    let flags = homes.map(|(_, flag)| flag);
    let init = || tool::poolproof(["init"].into_iter().chain(flags)).within(folder.path()).run();
    let first = init();
    assert_eq!((first.code, first.stderr.as_str()), (0, ""));
    for (path, _) in homes {
        let text = std::fs::read_to_string(folder.path().join(path)).unwrap();
        assert!(first.stdout.contains(&format!("{path}: written")) && text.contains("poolproof"), "{path}");
    }
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
}
