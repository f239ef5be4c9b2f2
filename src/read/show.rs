//! A saved plan as input: its values can be read only by the tool that wrote it, so `terraform show -json` is run.

#![allow(clippy::disallowed_methods, reason = "this is the place that starts a process")]

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::ending::{self, Running, TICK};
use super::saved::SavedPlan;
use super::{ReadError, files};

/// Unless another one is given.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(120);
const MAX_JSON: u64 = 4 << 30;
/// As much as is quoted of what the tool says.
const MAX_SAID: u64 = 8 << 10;

/// The JSON of a saved plan, as `terraform` or `tofu` renders it: `binary` where it is given, else the one on the path
/// that is of the plan's own kind.
pub(super) fn json(plan: &SavedPlan, binary: Option<&str>, limit: Duration) -> Result<Vec<u8>, ReadError> {
    let candidates = match binary {
        Some(binary) => vec![binary],
        None if plan.by_opentofu => vec!["tofu", "terraform"],
        None => vec!["terraform", "tofu"],
    };
    let running = Running::new();
    for candidate in candidates {
        match start(candidate, &plan.path) {
            Ok(child) => return output(candidate, child, running, &plan.path, limit),
            Err(error) if error.kind() == io::ErrorKind::NotFound && binary.is_none() => {}
            Err(error) => return Err(cannot_start(plan, candidate, &error)),
        }
    }
    Err(no_tool(plan))
}

fn start(binary: &str, plan: &str) -> io::Result<Child> {
    let mut command = Command::new(absolute(binary));
    let file = std::path::absolute(plan)?;
    command.args(["show", "-json", "-no-color"]).arg(&file);
    // Providers are looked for below the folder the tool runs in.
    if let Some(folder) = file.parent().filter(|folder| files::is_folder(&folder.join(".terraform").to_string_lossy()))
    {
        command.current_dir(folder);
    }
    ending::as_group(&mut command);
    command
        .env("TF_IN_AUTOMATION", "1")
        .env("TF_INPUT", "0")
        .env("CHECKPOINT_DISABLE", "1")
        // A log on standard error would bury the reason of a failure.
        .env_remove("TF_LOG")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
}

/// A path is relative to poolproof's folder, not to the one the tool will run in. A lone name is looked for on the path.
fn absolute(binary: &str) -> PathBuf {
    let path = Path::new(binary);
    if path.components().count() > 1 {
        std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
    } else {
        path.to_owned()
    }
}

fn output(binary: &str, mut child: Child, running: Running, plan: &str, limit: Duration) -> Result<Vec<u8>, ReadError> {
    let end = Instant::now() + limit;
    let json = gather(child.stdout.take(), MAX_JSON);
    let said = gather(child.stderr.take(), MAX_SAID);
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if ending::is_asked() => {
                ending::stop(&mut child);
                drop(running);
                ending::wait();
            }
            Ok(None) if Instant::now() < end => thread::sleep(TICK),
            _ => {
                // What is left of it is not waited for: a provider may hold the pipes open.
                ending::stop(&mut child);
                return Err(too_slow(binary, plan, limit));
            }
        }
    };
    let left = || end.saturating_duration_since(Instant::now());
    if status.success() {
        return json.recv_timeout(left()).map_err(|_| too_slow(binary, plan, limit));
    }
    let said = said.recv_timeout(left().min(Duration::from_secs(1))).unwrap_or_default();
    Err(failed(binary, plan, &String::from_utf8_lossy(&said)))
}

/// Reads a pipe to its end beside the main thread, so that none of the two pipes fills up.
fn gather(pipe: Option<impl Read + Send + 'static>, limit: u64) -> mpsc::Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // Half an output is no JSON, and the parser says so.
            let _ = pipe.by_ref().take(limit).read_to_end(&mut bytes);
            let _ = io::copy(&mut pipe, &mut io::sink());
        }
        // Nobody listens any more after the time limit.
        let _ = sender.send(bytes);
    });
    receiver
}

fn by_hand(plan: &str) -> String {
    format!(
        "run `terraform show -json {plan} > plan.json` where the plan was made, then `poolproof check plan.json --config {plan}`"
    )
}

fn no_tool(plan: &SavedPlan) -> ReadError {
    let name = if plan.by_opentofu { "OpenTofu" } else { "Terraform" };
    let version = plan.facts.version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
    ReadError::new(
        &plan.path,
        "this is a saved plan; to read its values terraform or tofu is needed, and neither is on the PATH",
    )
    .help(format!("install {name}{version}, or name it with --terraform BIN, or {}", by_hand(&plan.path)))
}

fn cannot_start(plan: &SavedPlan, binary: &str, error: &io::Error) -> ReadError {
    ReadError::new(&plan.path, format!("`{binary}` cannot be started to read this saved plan: {error}"))
        .help(format!("name terraform or tofu with --terraform BIN, or {}", by_hand(&plan.path)))
}

fn too_slow(binary: &str, plan: &str, limit: Duration) -> ReadError {
    ReadError::new(plan, format!("`{binary} show -json` did not end within {} s and was stopped", limit.as_secs()))
        .help(format!("give it more time with --terraform-timeout SECONDS, or {}", by_hand(plan)))
}

fn failed(binary: &str, plan: &str, said: &str) -> ReadError {
    let said = said.trim();
    let told = if said.is_empty() { "it said nothing" } else { "it said:" };
    ReadError::new(plan, format!("`{binary} show -json` could not read this saved plan; {told}")).quoting(said).help(
        format!(
            "run `terraform init` in the folder of the plan, with the version that made the plan; or {}",
            by_hand(plan)
        ),
    )
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn tool(script: &str) -> (tempfile::TempDir, String) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tool");
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        let path = path.to_str().unwrap().to_owned();
        (folder, path)
    }

    fn plan() -> SavedPlan {
        SavedPlan {
            path: "web/plan.tfplan".to_owned(),
            recorded: Default::default(),
            snapshot: None,
            facts: Default::default(),
            by_opentofu: false,
            locked: crate::model::Locked::default(),
        }
    }

    #[test]
    fn the_tool_gives_the_json() {
        let (_folder, tool) = tool("head -c 300000 /dev/zero >&2; echo \"$1 $2 $3\"; basename \"$4\"");
        let json = json(&plan(), Some(&tool), TIME_LIMIT).unwrap();
        assert_eq!(String::from_utf8(json).unwrap(), "show -json -no-color\nplan.tfplan\n");
    }

    #[test]
    fn a_tool_that_fails_is_quoted() {
        let (_folder, tool) = tool("echo 'Error: Failed to load plugin schemas' >&2; exit 1");
        let error = json(&plan(), Some(&tool), TIME_LIMIT).unwrap_err().to_string();
        assert!(error.contains("Failed to load plugin schemas") && error.contains("terraform init"), "{error}");
        let error = json(&plan(), Some("/nothing/here"), TIME_LIMIT).unwrap_err().to_string();
        assert!(error.contains("cannot be started") && error.contains("--terraform BIN"), "{error}");
    }

    #[test]
    fn a_tool_that_hangs_is_stopped() {
        let (_folder, tool) = tool("exec sleep 30");
        let start = Instant::now();
        let error = json(&plan(), Some(&tool), Duration::from_millis(100)).unwrap_err().to_string();
        assert!(error.contains("was stopped"), "{error}");
        assert!(start.elapsed() < Duration::from_secs(10));
    }
}
