//! What goes wrong around a run: files that end too soon, places that cannot be read or written, a terraform that is not
//! there, hangs or stops, and somebody who ends the run. Always an exit code and a message, never half a report.

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use poolproof::evaluate::{InputValues, Rules};
use poolproof::finding::Report;
use poolproof::graph::Kinds;
use poolproof::input::Input;
use poolproof::policy::{self, PolicyFile};
use poolproof::read::{self, Request};
use poolproof::source::Source;
use poolproof::{run, settings};
use tempfile::TempDir;

use crate::tool::{Done, Text, poolproof, root};

const CASE: &str = "testdata/incident/pool-dropped-from-map";

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in ["plan.json", "plan.tfplan"] {
        std::fs::copy(root().join(CASE).join(file), folder.path().join(file)).unwrap();
    }
    folder
}

fn put(folder: &TempDir, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let path = folder.path().join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

fn inputs(input: &str, config: &[&str]) -> Result<Vec<Input>, String> {
    let config = config.iter().map(|path| (*path).to_owned()).collect();
    let request = Request { inputs: vec![input.to_owned()], config, ..Request::default() };
    read::inputs(&request).map_err(|error| error.to_string())
}

fn judged(inputs: &[Input], files: &[PolicyFile]) -> Report {
    run::judge(inputs, &[], &Kinds::built_in(), files, &InputValues::new(), Rules::default())
}

/// Where a file of `length` bytes is cut: each byte of its first and last ones, where formats keep what they are known by,
/// and `between` places of the rest.
fn cuts(length: usize, edge: usize, between: usize) -> Vec<usize> {
    let ends = (0..edge).chain(length.saturating_sub(edge)..length);
    let mut cuts: Vec<usize> = ends.chain((0..between).map(|at| length * at / between)).collect();
    cuts.retain(|cut| *cut < length);
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

#[test]
fn a_saved_plan_that_is_cut_short_is_refused_and_none_is_taken_from_beside_a_plan() {
    let folder = folder();
    let plan = folder.path().join("plan.json").to_str().unwrap().to_owned();
    let whole = std::fs::read(folder.path().join("plan.tfplan")).unwrap();
    assert!(inputs(&plan, &[&put(&folder, "whole.tfplan", &whole)]).unwrap()[0].recorded.is_some());
    for cut in cuts(whole.len(), 80, 60) {
        let path = put(&folder, "cut.tfplan", &whole[..cut]);
        let error = inputs(&plan, &[&path]).unwrap_err();
        assert!(error.starts_with(&path) && error.contains("what to do:"), "{cut}: {error}");
        let error = inputs(&path, &[]).unwrap_err();
        assert!(error.starts_with(&path) && error.contains("what to do:"), "{cut}: {error}");
    }
    for cut in cuts(whole.len(), 8, 8) {
        let beside = tempfile::tempdir().unwrap();
        put(&beside, "plan.json", std::fs::read(&plan).unwrap());
        put(&beside, "plan.tfplan", &whole[..cut]);
        let read = inputs(beside.path().to_str().unwrap(), &[]).unwrap();
        assert!(
            read[0].recorded.is_none() && read[0].notes.iter().any(|note| note.contains("recorded state")),
            "{cut}"
        );
    }
}

#[test]
fn a_state_that_is_cut_short_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let whole = std::fs::read(root().join("testdata/worlds/shared-pool/edge/state.json")).unwrap();
    let whole = whole.trim_ascii_end();
    assert!(inputs(&put(&folder, "state.json", whole), &[]).is_ok());
    for cut in cuts(whole.len(), 80, 60) {
        let path = put(&folder, "state.json", &whole[..cut]);
        let error = inputs(&path, &[]).unwrap_err();
        assert!(error.starts_with(&path) && error.contains("what to do:"), "{cut}: {error}");
    }
}

/// A configuration that is cut short takes nothing away from what the plan shows, and is never taken for a whole one.
#[test]
fn a_configuration_that_is_cut_short_hides_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    let case = root().join("testdata/incident/weight-shifted-to-empty-pool");
    let plan = put(&folder, "plan.json", std::fs::read(case.join("plan.json")).unwrap());
    put(&folder, "network.tf", std::fs::read(case.join("network.tf")).unwrap());
    let text = std::fs::read_to_string(case.join("main.tf")).unwrap();
    let files: Vec<PolicyFile> = run::built_in().iter().map(|source| policy::parse(source).unwrap()).collect();
    let report = |text: &str| {
        put(&folder, "main.tf", text);
        judged(&inputs(&plan, &[folder.path().to_str().unwrap()]).unwrap(), &files)
    };
    let whole = report(&text);
    assert!(whole.summary.blocking > 0 && whole.problems.is_empty(), "{:#?}", whole.problems);
    for cut in cuts(text.len(), 10, 25).into_iter().filter(|cut| text.is_char_boundary(*cut) && *cut > 0) {
        let report = report(&text[..cut]);
        let told = !report.problems.is_empty() || text[cut..].trim().is_empty();
        assert!(report.summary.blocking > 0 && told, "{cut}: {:#?}", report.problems);
    }
}

#[test]
fn policies_and_settings_that_are_cut_short_say_the_line() {
    let policy = std::fs::read_to_string(root().join("policies/routes/forward_to_removed_pool.policy.hcl")).unwrap();
    let waivers = "policy \"shift_to_empty_pool\" {\n  level = \"advisory\"\n}\n\nwaiver {\n  policy  = \"traffic_to_empty_pool\"\n  address = \"aws_lb.*\"\n  reason  = \"it is filled by hand\"\n  expires = \"2027-01-31\"\n}\n";
    let mut refused = 0;
    for cut in (1..policy.len()).filter(|cut| policy.is_char_boundary(*cut)) {
        if let Err(errors) = policy::parse(&Source::new("own.policy.hcl", &policy[..cut])) {
            refused += 1;
            assert!(errors.iter().all(|error| error.render().contains("own.policy.hcl:")), "{cut}");
        }
    }
    // Only what ends before the block or at its end is a whole file.
    assert!(refused * 10 > policy.len() * 5, "{refused} of {}", policy.len());
    let mut refused = 0;
    for cut in 1..waivers.len() {
        if let Err(errors) = settings::parse(&Source::new(".poolproof.hcl", &waivers[..cut])) {
            refused += 1;
            assert!(errors.iter().all(|error| error.render().contains(".poolproof.hcl:")), "{cut}");
        }
    }
    assert!(refused + 6 > waivers.len(), "{refused} of {}", waivers.len());
    let folder = folder();
    for (name, text, option) in
        [("own.policy.hcl", &policy[..policy.len() / 2], "--policies"), ("set.hcl", &waivers[..60], "--settings")]
    {
        put(&folder, name, text);
        let tool = poolproof(["check", "plan.json", option, name]).within(&folder);
        tool.gives(2, &Text::Nothing, &Text::Has(&[&format!("{name}:"), "error"]));
    }
    put(&folder, "empty.policy.hcl", "\n");
    let tool = poolproof(["check", "plan.json", "--policies", "empty.policy.hcl"]).within(&folder);
    tool.gives(2, &Text::Nothing, &Text::Has(&["empty.policy.hcl: this policy file is empty", "what to do"]));
}

#[test]
fn places_that_cannot_be_read_are_named() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("d")).unwrap();
    symlink("nowhere", folder.path().join("dangling")).unwrap();
    put(&folder, "shut/plan.json", "{}");
    put(&folder, "shut.json", "{}");
    for (arguments, said) in [
        (&["dangling"][..], "error: dangling: this link leads to nothing that is there"),
        (&["plan.json", "--policies", "dangling"], "error: dangling: this link leads to nothing that is there"),
        (&["plan.json", "--config", "dangling"], "error: dangling: cannot be read: No such file"),
        (&["plan.json", "--with", "dangling"], "error: dangling: this link leads to nothing that is there"),
        (&["plan.json", "--config", "d"], "error: d: there is no .tf file in this folder"),
        (&["plan.json", "--policies", "d"], "error: d: no policy file"),
        (&["plan.json", "--settings", "d"], "error: d: cannot be read: Is a directory"),
        (&["plan.json", "--input-file", "d"], "error: d: cannot be read: Is a directory"),
        (&["plan.json", "--settings", "gone.hcl"], "error: gone.hcl: cannot be read: No such file"),
        (&["plan.json", "--base", "gone"], "error: --base gone: there is no such revision here"),
    ] {
        let done =
            poolproof(["check"]).arguments(arguments).within(&folder).gives(2, &Text::Nothing, &Text::Has(&[said]));
        assert!(done.stderr.contains("what to do:"), "{done}");
    }
    for path in ["shut", "shut.json"] {
        std::fs::set_permissions(folder.path().join(path), PermissionsExt::from_mode(0o0)).unwrap();
    }
    // The root of a system may read all.
    if File::open(folder.path().join("shut.json")).is_err() {
        for path in ["shut", "shut.json"] {
            let said = format!("error: {path}: cannot be read: Permission denied");
            poolproof(["check", path]).within(&folder).gives(2, &Text::Nothing, &Text::Has(&[&said, "what to do:"]));
        }
    }
    std::fs::set_permissions(folder.path().join("shut"), PermissionsExt::from_mode(0o755)).unwrap();
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn a_pipe_is_read_where_it_is_named_and_not_waited_for_in_a_folder() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("plans")).unwrap();
    std::fs::copy(folder.path().join("plan.json"), folder.path().join("plans/plan.json")).unwrap();
    for name in ["named", "plans/other.json", "plans/main.tf", "plans/own.policy.hcl"] {
        pipe(&folder.path().join(name));
    }
    let done = poolproof(["check", "plans", "--config", "plans"]).within(&folder).run();
    assert!(done.code < 2 && done.stdout.contains("plans/main.tf"), "{done}");
    let (from, to) = (folder.path().join("plan.json"), folder.path().join("named"));
    let writer = std::thread::spawn(move || std::fs::write(to, std::fs::read(from).unwrap()).unwrap());
    let done = poolproof(["check", "named"]).within(&folder).run();
    writer.join().unwrap();
    assert!(done.code < 2 && done.stderr.is_empty(), "{done}");
}

fn started(arguments: &[&str], folder: &TempDir, stdout: impl Into<Stdio>) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_poolproof"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).stdout(stdout).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn ended(mut child: Child) -> (Option<i32>, String) {
    let code = child.wait().unwrap().code();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    (code, said)
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let folder = folder();
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    for arguments in [
        &["check", "plan.json"][..],
        &["check", "plan.json", "--report", "json"],
        &["graph", "plan.json", "--format", "html"],
        &["explain"],
    ] {
        let (code, said) = ended(started(arguments, &folder, full()));
        assert_eq!(code, Some(2), "{arguments:?}: {said}");
        assert!(said.contains("error: standard output: No space left"), "{arguments:?}: {said}");
    }
    let tool = poolproof(["check", "plan.json", "--report", "json=/dev/full"]).within(&folder);
    tool.gives(2, &Text::Nothing, &Text::Has(&["error: /dev/full: cannot be written: No space left", "what to do:"]));
    assert!(std::fs::metadata("/dev/full").unwrap().file_type().is_char_device());
}

#[test]
fn whoever_closes_the_pipe_has_seen_enough() {
    let folder = folder();
    for (arguments, code) in
        [(&["check", "plan.json", "--config", "plan.tfplan"][..], 1), (&["graph", "plan.json", "--format", "html"], 0)]
    {
        let mut child = started(arguments, &folder, Stdio::piped());
        drop(child.stdout.take());
        assert_eq!(ended(child), (Some(code), String::new()), "{arguments:?}");
    }
}

/// The files of a folder by name.
fn names(folder: &TempDir) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn a_report_is_written_whole_or_not_at_all() {
    let folder = folder();
    // A name that leaves no room for that of the file beside it: writing stops after the old report was there.
    let long = format!("{}.json", "r".repeat(248));
    put(&folder, &long, "the old one");
    std::fs::create_dir(folder.path().join("d")).unwrap();
    let before = names(&folder);
    for file in [long.as_str(), "gone/r.json", "d"] {
        let report = format!("json={file}");
        let tool = poolproof(["check", "plan.json", "--report", &report]).within(&folder);
        let said = format!("error: {file}: cannot be written");
        tool.gives(2, &Text::Nothing, &Text::Has(&[&said, "what to do: see that the folder is there and has room"]));
        assert_eq!(names(&folder), before, "nothing is left of it");
    }
    assert_eq!(std::fs::read_to_string(folder.path().join(&long)).unwrap(), "the old one");
    // What is no file keeps being what it is, and a link leads to the report.
    put(&folder, "old.json", "the old one");
    std::fs::set_permissions(folder.path().join("old.json"), PermissionsExt::from_mode(0o600)).unwrap();
    symlink("old.json", folder.path().join("link.json")).unwrap();
    poolproof(["check", "plan.json", "--report", "json=link.json", "--report", "json=/dev/null"]).within(&folder).run();
    assert!(std::fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    assert!(std::fs::symlink_metadata(folder.path().join("link.json")).unwrap().is_symlink());
    let report = std::fs::read_to_string(folder.path().join("old.json")).unwrap();
    assert!(report.ends_with("}\n") && report.contains("format_version"), "{report}");
    assert_eq!(std::fs::metadata(folder.path().join("old.json")).unwrap().permissions().mode() & 0o777, 0o600);
}

/// A terraform that does what `script` says.
fn terraform(folder: &TempDir, script: &str) {
    put(folder, "terraform", format!("#!/bin/sh\n{script}\n"));
    std::fs::set_permissions(folder.path().join("terraform"), PermissionsExt::from_mode(0o755)).unwrap();
}

const RENDER: [&str; 5] =
    ["check", "plan.tfplan", "--terraform=./terraform", "--terraform-timeout=1", "--report=json=r.json"];

#[test]
fn a_terraform_that_is_missing_hangs_or_stops_is_told() {
    let folder = folder();
    let of = |said: &[&str]| -> Done {
        let start = Instant::now();
        let done = poolproof(RENDER).within(&folder).gives(2, &Text::Nothing, &Text::Has(said));
        assert!(start.elapsed() < Duration::from_secs(60) && done.stderr.contains("what to do:"), "{done}");
        assert!(!names(&folder).iter().any(|name| name.starts_with("r.json")), "{done}");
        done
    };
    of(&["error: plan.tfplan: `./terraform` cannot be started to read this saved plan: No such file"]);
    terraform(&folder, "echo 'Error: Failed to load plugin schemas' >&2\necho 'run init first' >&2\nexit 1");
    of(&[
        "`./terraform show -json` could not read this saved plan; it said:",
        "Failed to load plugin schemas",
        "run init first",
    ]);
    terraform(&folder, "exit 3");
    of(&["could not read this saved plan; it said nothing"]);
    terraform(&folder, "exec sleep 300");
    of(&["did not end within 1 s and was stopped", "--terraform-timeout SECONDS"]);
    terraform(&folder, "trap '' INT\nwhile :; do sleep 1; done");
    of(&["did not end within 1 s and was stopped"]);
    terraform(&folder, "head -c 100 plan.json");
    of(&["error: plan.tfplan"]);
}

/// Waits until the tool has written its number.
fn number(folder: &TempDir) -> String {
    let end = Instant::now() + Duration::from_secs(60);
    while Instant::now() < end {
        match std::fs::read_to_string(folder.path().join("number")) {
            Ok(number) if number.ends_with('\n') => return number.trim().to_owned(),
            _ => std::thread::sleep(Duration::from_millis(10)),
        }
    }
    panic!("the tool was not started");
}

#[test]
fn whoever_ends_the_run_ends_terraform_too() {
    for (script, signal, code) in [
        ("trap 'echo asked >asked; exit 1' INT\necho $$ >number\nwhile :; do sleep 0.1; done", "INT", 130),
        ("trap '' INT\necho $$ >number\nwhile :; do sleep 0.1; done", "INT", 130),
        ("echo $$ >number\nwhile :; do sleep 0.1; done", "TERM", 143),
    ] {
        let folder = folder();
        terraform(&folder, script);
        let arguments = ["check", "plan.tfplan", "--terraform=./terraform", "--report=json=r.json", "--report=human"];
        let child = started(&arguments, &folder, Stdio::null());
        let tool = number(&folder);
        let alive = || Command::new("kill").args(["-0", &tool]).stderr(Stdio::null()).status().unwrap().success();
        assert!(alive());
        let sent = Command::new("kill").args(["-s", signal, &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let (ended, said) = ended(child);
        assert_eq!((ended, said.as_str()), (Some(code), "error: the run was ended before it was done\n"), "{script}");
        assert!(!alive(), "{script}");
        assert_eq!(folder.path().join("asked").exists(), script.contains("asked"), "it was asked before it was ended");
        assert!(!names(&folder).iter().any(|name| name.starts_with("r.json")), "{:?}", names(&folder));
    }
}
