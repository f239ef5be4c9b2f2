//! `action.yml` as a whole: its steps in their order, each with the shell, the variables and the condition that it names,
//! and the outputs that come of it. A wrong name between two steps shows here and nowhere else.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::action::{Api, BLOCKED, CONFIG, HEALTHY, Job, Server, runs_here};
use crate::{tool, yaml};

/// Inputs as a workflow gives them.
type Given<'g> = &'g [(&'g str, &'g str)];

struct Run {
    code: i32,
    log: String,
    outputs: Value,
}

/// Runs the action with inputs.
fn run(job: &Job, server: &Server, given: Given<'_>) -> Run {
    let action = yaml::parse(&std::fs::read_to_string(tool::root().join("action.yml")).unwrap());
    let mut context =
        json!({ "github": { "token": "the-token", "action_path": tool::root(), "action_repository": "o/poolproof" } });
    for (name, input) in action["inputs"].as_object().unwrap() {
        let given = given.iter().find(|(key, _)| key == name).map(|(_, value)| (*value).to_owned());
        let value = given.unwrap_or_else(|| filled(input["default"].as_str().unwrap(), &context));
        context["inputs"][name] = value.into();
    }
    for (name, _) in given {
        assert!(action["inputs"][name].is_object(), "the action has no input {name}");
    }
    let (mut code, mut log) = (0, String::new());
    for step in action["runs"]["steps"].as_array().unwrap() {
        // Without a condition a step runs where no step before it failed.
        let wanted = step["if"].as_str().map_or(code == 0, |condition| holds(condition, &context));
        if !wanted {
            continue;
        }
        let done = run_step(job, server, step, &context);
        if let Some(id) = step["id"].as_str() {
            context["steps"][id]["outputs"] = done.outputs;
        }
        code = if code == 0 { done.code } else { code };
        log += &done.log;
    }
    let outputs = action["outputs"].as_object().unwrap();
    let outputs =
        outputs.iter().map(|(name, output)| (name.clone(), filled(output["value"].as_str().unwrap(), &context)));
    Run { code, log, outputs: outputs.map(|(name, value)| (name, Value::from(value))).collect() }
}

fn run_step(job: &Job, server: &Server, step: &Value, context: &Value) -> Run {
    for name in ["output", "event.json"] {
        let text = if name == "output" { String::new() } else { job.event.to_string() };
        std::fs::write(job.file(name), text).unwrap();
    }
    assert_eq!(step["shell"], "bash");
    let folder = step["working-directory"].as_str().map_or_else(|| ".".to_owned(), |text| filled(text, context));
    let env = step["env"].as_object().unwrap().iter();
    let env = env.map(|(name, value)| (name.clone(), filled(value.as_str().unwrap(), context)));
    let added = job.read("path");
    let path = added.lines().map(str::to_owned).chain([std::env::var("PATH").unwrap()]).collect::<Vec<_>>().join(":");
    let done = Command::new("bash")
        .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"].as_str().unwrap()])
        .current_dir(job.work.join(folder))
        .env_clear()
        .envs([("PATH", path.as_str()), ("HOME", "/nonexistent"), ("CI", "true"), ("GITHUB_ACTIONS", "true")])
        .envs([("GITHUB_REPOSITORY", "o/r"), ("RUNNER_OS", "Linux"), ("RUNNER_ARCH", "X64")])
        .envs([("GITHUB_API_URL", &server.address), ("POOLPROOF_RELEASES", &server.address)])
        .envs(
            [("GITHUB_OUTPUT", "output"), ("GITHUB_PATH", "path"), ("GITHUB_STEP_SUMMARY", "summary")]
                .map(|(name, file)| (name, job.file(file))),
        )
        .env("GITHUB_EVENT_PATH", job.file("event.json"))
        .env("RUNNER_TEMP", job.folder.path())
        .envs(env)
        .output()
        .unwrap();
    let outputs = job.read("output");
    Run {
        code: done.status.code().unwrap(),
        log: String::from_utf8(done.stdout).unwrap() + &String::from_utf8(done.stderr).unwrap(),
        outputs: outputs
            .lines()
            .filter_map(|line| line.split_once('='))
            .map(|(name, value)| (name.to_owned(), Value::from(value)))
            .collect(),
    }
}

/// A text with its `${{ … }}` filled in; what is not there is empty, as it is for GitHub.
fn filled(text: &str, context: &Value) -> String {
    let mut parts = text.split("${{ ");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |out, part| {
        let (name, rest) = part.split_once(" }}").unwrap();
        let value = name.split('.').fold(context, |value, key| &value[key]);
        out + value.as_str().unwrap_or_default() + rest
    })
}

/// A condition of parts joined by `&&`.
fn holds(condition: &str, context: &Value) -> bool {
    let inner = condition.strip_prefix("${{ ").and_then(|text| text.strip_suffix(" }}")).unwrap();
    inner.split(" && ").all(|part| {
        if part == "!cancelled()" {
            return true;
        }
        let (name, wanted, equal) = match (part.split_once(" == "), part.split_once(" != ")) {
            (Some((name, wanted)), _) => (name, wanted, true),
            (_, Some((name, wanted))) => (name, wanted, false),
            _ => panic!("what is `{part}`?"),
        };
        (filled(&format!("${{{{ {name} }}}}"), context) == wanted.trim_matches('\'')) == equal
    })
}

/// An API that also has the release: an archive with a script that stands for the binary, and its checksum.
fn with_release() -> Server {
    let folder = tempfile::tempdir().unwrap();
    let script = format!("#!/bin/sh\nexec '{}' \"$@\"\n", env!("CARGO_BIN_EXE_poolproof"));
    std::fs::write(folder.path().join("poolproof"), script).unwrap();
    let name = "poolproof-x86_64-unknown-linux-musl.tar.gz";
    let packed = Command::new("tar").args(["-czf", name, "poolproof"]).current_dir(&folder).status();
    assert!(packed.unwrap().success());
    let bytes = std::fs::read(folder.path().join(name)).unwrap();
    let sum: String = {
        use sha2::Digest;
        sha2::Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect()
    };
    let tag = format!("v{}", env!("CARGO_PKG_VERSION"));
    let files =
        [(format!("/{tag}/{name}"), bytes), (format!("/{tag}/SHA256SUMS"), format!("{sum}  {name}\n").into_bytes())];
    Server::start(Api { files: files.into_iter().collect(), ..Api::default() })
}

#[test]
fn from_a_plan_to_a_verdict() {
    if !runs_here() {
        return;
    }
    let server = with_release();
    let job = Job::new(&server, "");
    let sarif = job.file("out.sarif");
    let sarif = sarif.to_str().unwrap();
    let done = run(&job, &server, &[("plan", BLOCKED), ("config", CONFIG), ("sarif", sarif)]);
    assert_eq!(done.code, 1, "{}", done.log);
    assert!(done.log.contains("poolproof v") && done.log.contains("::error file="), "{}", done.log);
    assert_eq!((&done.outputs["verdict"], &done.outputs["blocking"]), (&"blocked".into(), &"1".into()));
    let report: Value =
        serde_json::from_str(&std::fs::read_to_string(done.outputs["report"].as_str().unwrap()).unwrap()).unwrap();
    assert_eq!(report["summary"]["blocking"], 1);
    let changes = report["routing"].as_array().is_some_and(|routing| !routing.is_empty());
    assert_eq!(done.outputs["routing-changed"], changes.to_string());
    let log: Value = serde_json::from_str(&std::fs::read_to_string(sarif).unwrap()).unwrap();
    assert_eq!(log["version"], "2.1.0");
    assert!(server.bodies()[0].contains("Blocked") && job.read("summary").contains("Blocked"));

    // The next push mends it: one comment still, and it says so.
    let done = run(&job, &server, &[("plan", HEALTHY)]);
    assert_eq!(done.code, 0, "{}", done.log);
    assert_eq!(done.outputs["blocking"], "0");
    assert!(server.bodies().len() == 1 && server.bodies()[0].contains("Nothing blocks"));
}

#[test]
fn every_input_does_something() {
    if !runs_here() {
        return;
    }
    let server = with_release();
    let policy = "plan_policy \"own_rule\" {\n  select = \"$.format_version\"\n  enforce {\n    condition     = false\n    error_message = \"never so\"\n  }\n}\n";
    let job = Job::new(&server, "");
    std::fs::write(job.file("own.policy.hcl"), policy).unwrap();
    let own = job.file("own.policy.hcl").to_str().unwrap().to_owned();
    let two = format!("{BLOCKED}\r\n\n{HEALTHY}");
    let rows: [(Given<'_>, i32, &str); 8] = [
        (&[("plan", BLOCKED), ("config", CONFIG), ("fail-on", "never")], 0, "::warning "),
        (&[("plan", HEALTHY), ("policies", &own)], 1, "own_rule"),
        (&[("plan", "healthy/pool-filled-outside/plan.json"), ("unknown", "fail")], 1, "Not proven"),
        (&[("plan", BLOCKED), ("args", "--skip\n*\n--quiet")], 0, "Nothing blocks"),
        (&[("plan", BLOCKED), ("config", CONFIG), ("annotations", "false")], 1, "\nerror["),
        (&[("working-directory", "incident/weight-shifted-to-empty-pool")], 1, "file=main.tf,line="),
        (&[("plan", &two)], 0, "nothing blocks"),
        (&[("plan", "no-such-plan.json")], 2, "::error title=poolproof could not check the plan::"),
    ];
    for (given, code, said) in rows {
        let done = run(&job, &server, &[given, &[("comment", "false")]].concat());
        assert!(done.code == code && done.log.contains(said), "{given:?}: {} {}", done.code, done.log);
    }
    assert!(server.bodies().is_empty(), "a comment although none was wanted");
    std::fs::write(job.file("summary"), "").unwrap();
    let done =
        run(&job, &server, &[("plan", HEALTHY), ("summary", "false"), ("comment-key", "staging"), ("token", "other")]);
    assert_eq!((done.code, job.read("summary").as_str()), (0, ""), "{}", done.log);
    assert!(server.bodies()[0].starts_with("<!-- poolproof:staging -->"));
    assert_eq!(server.tokens().last().unwrap(), "Bearer other");
    let done = run(&job, &server, &[("plan", HEALTHY), ("version", "v9.9.9"), ("comment", "false")]);
    assert!(!done.log.contains("poolproof v9.9.9 for"), "{}", done.log);
}

#[test]
fn waivers_that_the_pull_request_adds_stand_first_in_its_comment() {
    if !runs_here() || Command::new("git").arg("--version").output().is_err() {
        return;
    }
    let server = with_release();
    let mut job = Job::new(&server, "");
    job.work = job.file("checkout");
    std::fs::create_dir(&job.work).unwrap();
    let case = tool::root().join("testdata/incident/weight-shifted-to-empty-pool");
    for file in ["plan.json", "main.tf", "network.tf"] {
        std::fs::copy(case.join(file), job.work.join(file)).unwrap();
    }
    git(&job.work, &["init", "-q"]);
    git(&job.work, &["add", "."]);
    git(&job.work, &["commit", "-q", "-m", "before"]);
    let waiver =
        "waiver {\n  policy  = \"shift_to_empty_pool\"\n  address = \"*\"\n  reason  = \"filled by hand\"\n}\n";
    std::fs::write(job.work.join(".poolproof.hcl"), waiver).unwrap();
    let base = git(&job.work, &["rev-parse", "HEAD"]);
    job.event = json!({ "pull_request": { "number": 7, "base": { "sha": base.trim() } } });
    let done = run(&job, &server, &[("plan", "plan.json")]);
    assert_eq!(done.code, 0, "{}", done.log);
    assert!(server.bodies()[0].contains("**This change adds 1 waiver:**"), "{}", server.bodies()[0]);
    // A base that cannot be had is no reason to stop.
    job.event["pull_request"]["base"]["sha"] = "0123456789012345678901234567890123456789".into();
    let done = run(&job, &server, &[("plan", "plan.json")]);
    assert!(done.code == 0 && done.log.contains("is not at hand"), "{}", done.log);
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=t", "-c", "user.email=t@example.com"]).args(arguments).current_dir(folder);
    let done = command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").output().unwrap();
    assert!(done.status.success(), "{arguments:?}");
    String::from_utf8(done.stdout).unwrap()
}

/// The tools that a step may use, and no others: links to them in a folder.
fn only(job: &Job, tools: &[&str]) -> String {
    let folder = job.file("tools");
    std::fs::create_dir_all(&folder).unwrap();
    let path = std::env::var("PATH").unwrap();
    for tool in tools {
        let found = path.split(':').map(|folder| Path::new(folder).join(tool)).find(|file| file.is_file());
        #[cfg(unix)]
        if let Some(found) = found {
            std::os::unix::fs::symlink(found, folder.join(tool)).unwrap();
        }
        #[cfg(not(unix))]
        drop(found);
    }
    folder.to_str().unwrap().to_owned()
}

#[cfg(unix)]
#[test]
fn where_there_is_no_release_it_is_built_from_source() {
    use std::os::unix::fs::PermissionsExt;
    if !runs_here() {
        return;
    }
    let server = Server::start(Api::default());
    let job = Job::new(&server, "");
    let tools =
        ["bash", "sed", "head", "mkdir", "curl", "tar", "awk", "cut", "sha256sum", "shasum", "cp", "chmod", "dirname"];
    let path = only(&job, &tools);
    let env = |os: &'static str| {
        [
            ("PATH", path.clone()),
            ("POOLPROOF_RELEASES", server.address.clone()),
            ("RUNNER_OS", os.to_owned()),
            ("RUNNER_ARCH", "X64".to_owned()),
            ("VERSION", String::new()),
        ]
    };
    let install = |os: &'static str| {
        let env = env(os);
        job.step("install.sh", &env.each_ref().map(|(name, value)| (*name, value.as_str())))
    };
    let without = install("Linux");
    assert!(without.code == 2 && without.log.contains("no cargo to build it with"), "{}", without.log);
    assert!(job.read("path").is_empty());

    let cargo = format!(
        "#!{path}/bash\necho \"$*\" >>'{0}/asked'\nwhile [ \"$1\" != --root ]; do shift; done\nmkdir -p \"$2/bin\"\necho built >\"$2/bin/poolproof\"\n",
        job.folder.path().display()
    );
    let stub = job.file("tools").join("cargo");
    std::fs::write(&stub, cargo).unwrap();
    std::fs::set_permissions(&stub, std::fs::Permissions::from_mode(0o755)).unwrap();
    for os in ["Linux", "Plan9"] {
        let built = install(os);
        assert!(built.code == 0 && built.log.contains("building from source"), "{}", built.log);
        let asked = job.read("asked");
        let source = format!("install --quiet --locked --path {} --root", tool::root().display());
        assert!(asked.lines().last().unwrap().starts_with(&source), "{asked}");
        assert_eq!(job.read("poolproof-bin/poolproof"), "built\n");
        assert!(!job.read("path").is_empty());
    }
}
