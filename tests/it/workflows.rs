//! The release workflow, its commands run with stand-ins for what builds and publishes: what one job makes is what the next
//! one, the action, `cargo binstall` and the container look for.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::{tool, yaml};

/// `cargo` makes what it would make; the others only tell what they were asked.
const TOOLS: &str = r#"#!/bin/sh
echo "$(basename "$0") $*" >>"$ASKED"
case "$(basename "$0") $1" in
  "cargo build")
    while [ "$1" != --target ]; do shift; done
    mkdir -p "target/$2/dist"
    case $2 in *windows*) name=poolproof.exe; touch "target/$2/dist/poolproof.pdb" ;; *) name=poolproof ;; esac
    echo "for $2" >"target/$2/dist/$name"; touch "target/$2/dist/poolproof.d" ;;
  "cargo cyclonedx") echo '{}' >poolproof.cdx.json ;;
  "docker login") cat >/dev/null ;;
esac
"#;

struct Runner {
    folder: tempfile::TempDir,
}

impl Runner {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["cargo", "rustup", "sudo", "gh", "docker"] {
            let path = folder.path().join("bin").join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, TOOLS).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        let runner = Self { folder };
        let cargo = std::fs::read_to_string(tool::root().join("Cargo.toml")).unwrap();
        runner.put("Cargo.toml", &cargo.replace("github.com/OWNER/poolproof", "github.com/o/poolproof"));
        for file in ["README.md", "LICENSE-MIT", "LICENSE-APACHE"] {
            runner.put(file, file);
        }
        runner
    }

    fn put(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).unwrap_or_default()
    }

    fn has(&self, name: &str) -> bool {
        self.folder.path().join(name).exists()
    }

    /// The commands of a job, as its shell gets them, with the values that they would have.
    fn follow(&self, job: &Value, values: &[(&str, &str)]) -> Result<(), String> {
        for step in job["steps"].as_array().unwrap().iter().filter(|step| step["run"].is_string()) {
            let filled = |text: &str| {
                values
                    .iter()
                    .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("${{{{ {name} }}}}"), value))
            };
            let env = step["env"].as_object().into_iter().flatten();
            let env: Vec<(&String, String)> =
                env.map(|(name, value)| (name, filled(value.as_str().unwrap()))).collect();
            assert!(env.iter().all(|(_, value)| !value.contains("${{")), "{env:?}");
            let path = format!("{}:{}", self.folder.path().join("bin").display(), std::env::var("PATH").unwrap());
            let done = Command::new("bash")
                .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"].as_str().unwrap()])
                .current_dir(&self.folder)
                .env_clear()
                .envs([("PATH", path.as_str()), ("GITHUB_SERVER_URL", "https://github.com")])
                .envs([("GITHUB_REPOSITORY", "o/poolproof"), ("GITHUB_ACTOR", "someone")])
                .env("ASKED", self.folder.path().join("asked"))
                .envs(env)
                .output()
                .unwrap();
            if !done.status.success() {
                return Err(format!("{step}: {}", String::from_utf8_lossy(&done.stderr)));
            }
        }
        Ok(())
    }
}

fn release() -> Value {
    yaml::parse(&std::fs::read_to_string(tool::root().join(".github/workflows/release.yml")).unwrap())
}

const TAG: &str = concat!("v", env!("CARGO_PKG_VERSION"));

fn targets(workflow: &Value) -> Vec<String> {
    let rows = workflow["jobs"]["build"]["strategy"]["matrix"]["include"].as_array().unwrap();
    rows.iter().map(|row| row["target"].as_str().unwrap().to_owned()).collect()
}

fn runs_here() -> bool {
    ["bash", "tar", "sha256sum", "grep"].iter().all(|tool| Command::new(tool).arg("--version").output().is_ok())
}

#[test]
fn what_is_built_is_what_is_published_and_found() {
    if !runs_here() {
        return;
    }
    let workflow = release();
    let (jobs, targets) = (&workflow["jobs"], targets(&workflow));
    let publisher = Runner::new();
    std::fs::create_dir(publisher.folder.path().join("out")).unwrap();
    for target in &targets {
        let builder = Runner::new();
        builder.follow(&jobs["build"], &[("github.ref_name", TAG), ("matrix.target", target)]).unwrap();
        let archive = format!("poolproof-{target}.tar.gz");
        let listed = Command::new("tar").arg("-tzf").arg(&archive).current_dir(&builder.folder).output().unwrap();
        let mut listed: Vec<String> = String::from_utf8(listed.stdout).unwrap().lines().map(str::to_owned).collect();
        listed.sort();
        let binary = if target.contains("windows") { "./poolproof.exe" } else { "./poolproof" };
        assert_eq!(listed, ["./", "./LICENSE-APACHE", "./LICENSE-MIT", "./README.md", binary], "{target}");
        std::fs::copy(builder.folder.path().join(&archive), publisher.folder.path().join("out").join(&archive))
            .unwrap();
        assert!(is_named_by_those_who_look_for_it(&archive, target), "{archive}");
    }
    std::fs::create_dir_all(publisher.folder.path().join(".github/release")).unwrap();
    let values = [("github.ref_name", TAG), ("github.token", "t"), ("github.repository", "o/poolproof")];
    publisher.follow(&jobs["publish"], &values).unwrap();
    let out = publisher.folder.path().join("out");
    let checked = Command::new("sha256sum").args(["-c", "SHA256SUMS"]).current_dir(out).output().unwrap();
    assert!(checked.status.success());
    assert_eq!(
        publisher.read("out/SHA256SUMS").lines().count(),
        targets.len() + 1,
        "the archives and the bill of materials"
    );
    let asked = publisher.read("asked");
    assert!(
        asked.contains(&format!("gh release create {TAG} --verify-tag --generate-notes out/SHA256SUMS out/poolproof-")),
        "{asked}"
    );
    assert!(asked.contains(&format!("--tag ghcr.io/o/poolproof:{} context", env!("CARGO_PKG_VERSION"))), "{asked}");
    // The container takes each platform's own binary.
    let container = std::fs::read_to_string(tool::root().join(".github/release/Containerfile")).unwrap();
    assert!(
        container.contains("FROM scratch") && container.contains("COPY ${TARGETPLATFORM}/poolproof /"),
        "{container}"
    );
    for (platform, target) in [("amd64", "x86_64"), ("arm64", "aarch64")] {
        let binary = publisher.read(&format!("context/linux/{platform}/poolproof"));
        assert_eq!(binary, format!("for {target}-unknown-linux-musl\n"));
    }
}

/// The action and `cargo binstall` go by the name of the archive.
fn is_named_by_those_who_look_for_it(archive: &str, target: &str) -> bool {
    let install = std::fs::read_to_string(tool::root().join(".github/action/install.sh")).unwrap();
    let cargo = std::fs::read_to_string(tool::root().join("Cargo.toml")).unwrap();
    let url = cargo.lines().find_map(|line| line.strip_prefix("pkg-url = \"{ repo }/releases/download/v{ version }/"));
    let name =
        url.unwrap().trim_end_matches('"').replace("{ target }", target).replace("{ archive-suffix }", ".tar.gz");
    name == archive && install.contains(&format!("target={target} ;;"))
}

#[test]
fn a_release_is_of_the_version_and_of_the_repository_that_cargo_toml_names() {
    if !runs_here() {
        return;
    }
    let workflow = release();
    let target = targets(&workflow).remove(0);
    let build = |tag: &str, repository: &str| {
        let runner = Runner::new();
        let cargo = runner.read("Cargo.toml").replace("github.com/o/poolproof", repository);
        runner.put("Cargo.toml", &cargo);
        let done = runner.follow(&workflow["jobs"]["build"], &[("github.ref_name", tag), ("matrix.target", &target)]);
        assert_eq!(done.is_ok(), runner.has(&format!("poolproof-{target}.tar.gz")));
        done.is_ok()
    };
    assert!(build(TAG, "github.com/o/poolproof"));
    assert!(!build("v99.0.0", "github.com/o/poolproof"));
    assert!(!build(TAG, "github.com/OWNER/poolproof"));
}

/// What steps of ours call is there, and may be run.
#[test]
fn workflows_run_files_that_are_there() {
    for name in ["ci.yml", "release.yml"] {
        let text = std::fs::read_to_string(tool::root().join(".github/workflows").join(name)).unwrap();
        let workflow = yaml::parse(&text);
        for (job, steps) in workflow["jobs"].as_object().unwrap() {
            for run in steps["steps"].as_array().unwrap().iter().filter_map(|step| step["run"].as_str()) {
                for word in run.split_whitespace().filter(|word| word.starts_with(".github/") && !word.contains('*')) {
                    assert!(tool::root().join(word).exists(), "{name}, {job}: {word}");
                }
            }
            assert!(steps["runs-on"].is_string(), "{name}, {job}");
        }
        // A person's words, such as the title of a pull request, never become a part of a script.
        for line in text.lines().filter(|line| line.contains("${{")) {
            assert!(!line.trim_start().starts_with("run:"), "{name}: {line}");
        }
    }
    let mode = std::fs::metadata(Path::new(&tool::root()).join(".github/formats/run")).unwrap().permissions().mode();
    assert_eq!(mode & 0o111, 0o111);
}
