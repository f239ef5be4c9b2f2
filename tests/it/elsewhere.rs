//! `docs/elsewhere.md` followed word by word: every block of commands is run as it stands, with stand-ins for the tools
//! that make the plan, on a plan that is in order and on one that is not.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{docs, tool, yaml};

const GOOD: &str = "healthy/steady-stack";
const BAD: &str = "incident/weight-shifted-to-empty-pool";

/// Gives the plan of a case out as the tools of the places do.
const TOOLS: &str = r#"#!/bin/sh
for word in "$@"; do
  case $word in
    -out=*) cp "$CASE/plan.tfplan" "${word#-out=}" ;;
    --json-out-dir) units=yes ;;
  esac
done
case "$(basename "$0") $1 $2" in
  *" show -json") cat "$CASE/plan.json" ;;
  "terragrunt run --all")
    [ "$3 $5" = "--out-dir --json-out-dir" ] && [ "$4" = "$6" ] && [ -n "$units" ] || exit 9
    for unit in a b; do
      mkdir -p "$4/$unit" && cp "$CASE/plan.tfplan" "$4/$unit/tfplan.tfplan" && cp "$CASE/plan.json" "$4/$unit/tfplan.json"
    done ;;
  "curl "*)
    while [ "$1" != --output ]; do shift; done
    case $3 in https://app.terraform.io/api/v2/runs/run-1/plan/json-output) cp "$CASE/plan.json" "$2" ;; *) exit 22 ;; esac ;;
  "wget "*) cp "$RELEASES/$(basename "$2")" . ;;
esac
"#;

struct Place {
    folder: tempfile::TempDir,
    case: PathBuf,
}

impl Place {
    /// A folder with the configuration of a case, in Terragrunt's cache too, and the tools on its path.
    fn new(case: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let case = tool::root().join("testdata").join(case);
        let (bin, cache) = (folder.path().join("bin"), folder.path().join(".terragrunt-cache/x1/y2"));
        std::fs::create_dir(&bin).unwrap();
        std::fs::create_dir_all(&cache).unwrap();
        for name in ["terraform", "terragrunt", "curl", "wget"] {
            std::fs::write(bin.join(name), TOOLS).unwrap();
            std::fs::set_permissions(bin.join(name), std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        for file in ["main.tf", "network.tf"] {
            std::fs::copy(case.join(file), folder.path().join(file)).unwrap();
            std::fs::copy(case.join(file), cache.join(file)).unwrap();
        }
        std::fs::write(cache.join(".terraform.lock.hcl"), "").unwrap();
        std::fs::copy(case.join("plan.tfplan"), folder.path().join("spacelift.plan")).unwrap();
        Self { folder, case }
    }

    fn run(&self, script: &str, env: &[(&str, &str)]) -> (i32, String) {
        let ours = Path::new(env!("CARGO_BIN_EXE_poolproof")).parent().unwrap();
        let path = format!(
            "{}:{}:{}",
            self.folder.path().join("bin").display(),
            ours.display(),
            std::env::var("PATH").unwrap()
        );
        let done = Command::new("sh")
            .args(["-e", "-c", script])
            .current_dir(&self.folder)
            .env_clear()
            .envs([("PATH", path.as_str()), ("TOKEN", "t"), ("RUN_ID", "run-1"), ("TFC_WORKSPACE_NAME", "default")])
            .env("CASE", &self.case)
            .envs(env.iter().copied())
            .output()
            .unwrap();
        let said = String::from_utf8(done.stdout).unwrap() + &String::from_utf8(done.stderr).unwrap();
        (done.status.code().unwrap(), said)
    }

    fn has(&self, file: &str) -> bool {
        self.folder.path().join(file).is_file()
    }
}

#[test]
fn every_block_of_commands_lets_a_plan_through_or_stops_it() {
    let blocks = docs::blocks("docs/elsewhere.md", "sh");
    assert_eq!(blocks.len(), 8);
    for block in blocks {
        let (good, bad) = (Place::new(GOOD), Place::new(BAD));
        if block.starts_with("poolproof check plan.json") {
            // It begins with the plan that stands above it.
            for place in [&good, &bad] {
                std::fs::copy(place.case.join("plan.json"), place.folder.path().join("plan.json")).unwrap();
            }
        }
        let (code, said) = good.run(&block, &[]);
        assert!(code == 0 && said.contains("Nothing blocks"), "{block}{said}");
        let (code, said) = bad.run(&block, &[]);
        assert!(code == 1 && said.contains("[shift_to_empty_pool]") && said.contains("Blocked"), "{block}{said}");
        // What a block names as configuration is what is read.
        assert!(!said.contains("no configuration"), "{block}{said}");
        for report in ["poolproof.xml", "poolproof.md"].into_iter().filter(|report| block.contains(report)) {
            assert!(bad.has(report), "{report}");
        }
    }
}

#[test]
fn a_plan_that_the_api_does_not_have_is_an_error() {
    let block = docs::blocks("docs/elsewhere.md", "sh").into_iter().find(|block| block.starts_with("curl")).unwrap();
    let (code, said) = Place::new(GOOD).run(&block, &[("RUN_ID", "run-2")]);
    assert!(code == 22 && !said.contains("Nothing blocks"), "{said}");
}

/// The lines of the job of GitLab, as its runner joins them.
fn gitlab_job() -> String {
    let page = docs::blocks("docs/elsewhere.md", "yaml").remove(0);
    let init = std::fs::read_to_string(tool::root().join("src/init/gitlab.yml")).unwrap();
    let version = concat!("v", env!("CARGO_PKG_VERSION"));
    assert!(init.replace("v0.0.0", version).ends_with(&page), "the job of `init` is not the one of the page");
    let job = yaml::parse(&page)["poolproof"].clone();
    let variables = job["variables"].as_object().unwrap().iter();
    let variables = variables.map(|(name, value)| format!("{name}='{}'\n", value.as_str().unwrap()));
    let lines = ["before_script", "script"].into_iter().flat_map(|part| job[part].as_array().unwrap().clone());
    variables.chain(lines.map(|line| format!("{}\n", line.as_str().unwrap()))).collect()
}

#[test]
fn the_job_of_gitlab_takes_the_release_and_writes_both_reports() {
    let job = gitlab_job();
    for (case, code) in [(GOOD, 0), (BAD, 1)] {
        let place = Place::new(case);
        let releases = place.folder.path().join("releases");
        std::fs::create_dir(&releases).unwrap();
        let script = format!("#!/bin/sh\nexec '{}' \"$@\"\n", env!("CARGO_BIN_EXE_poolproof"));
        std::fs::write(releases.join("poolproof"), script).unwrap();
        std::fs::set_permissions(releases.join("poolproof"), std::fs::Permissions::from_mode(0o755)).unwrap();
        let packed =
            "tar -czf poolproof-x86_64-unknown-linux-musl.tar.gz ./poolproof && sha256sum *.tar.gz > SHA256SUMS";
        let packed = Command::new("sh").args(["-c", packed]).current_dir(&releases).status();
        // Where there is no sha256sum, as on macOS, the job of an Alpine image cannot be followed.
        if !packed.unwrap().success() {
            return;
        }
        let installed = place.folder.path().join("bin");
        let job = job.replace("/usr/local/bin", installed.to_str().unwrap());
        let releases = releases.to_str().unwrap();
        let (done, said) = place.run(&job, &[("RELEASES", releases)]);
        assert_eq!(done, code, "{said}");
        assert!(place.has("bin/poolproof"), "{said}");
        let report = std::fs::read_to_string(place.folder.path().join("gl-code-quality.json")).unwrap();
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        assert_eq!(
            report.as_array().unwrap().iter().any(|entry| entry["severity"] == "critical"),
            code == 1,
            "{report}"
        );
        assert!(place.has("junit.xml"));
        // A release with another checksum is not unpacked.
        std::fs::write(
            Path::new(releases).join("SHA256SUMS"),
            format!("{}  poolproof-x86_64-unknown-linux-musl.tar.gz\n", "0".repeat(64)),
        )
        .unwrap();
        std::fs::remove_file(installed.join("poolproof")).unwrap();
        assert_ne!(place.run(&job, &[("RELEASES", releases)]).0, 0);
        assert!(!place.has("bin/poolproof"));
    }
}

#[test]
fn every_piece_of_yaml_that_is_shown_is_yaml() {
    let mut count = 0;
    for page in ["docs/elsewhere.md", "docs/atlantis.md", "docs/github.md"] {
        for block in docs::blocks(page, "yaml") {
            assert!(yaml::parse(&block).is_object(), "{page}: {block}");
            count += 1;
        }
    }
    assert!(count >= 8, "{count}");
    for name in ["github.yml", "gitlab.yml", "atlantis.yaml", "pre-commit.yaml"] {
        let text = std::fs::read_to_string(tool::root().join("src/init").join(name)).unwrap();
        assert!(yaml::parse(&text).is_object(), "{name}");
    }
}
