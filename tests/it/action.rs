//! The steps of the GitHub Action, run as a runner runs them, against an API on loopback that remembers what it was asked.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::tool;

/// What the API holds and was asked for.
#[derive(Default)]
pub(crate) struct Api {
    pub(crate) comments: Vec<Value>,
    /// Status of every write; 0 lets them through.
    pub(crate) refuses: u16,
    pub(crate) calls: Vec<String>,
    pub(crate) tokens: Vec<String>,
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

pub(crate) struct Server {
    pub(crate) address: String,
    api: Arc<Mutex<Api>>,
}

impl Server {
    pub(crate) fn start(api: Api) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let api = Arc::new(Mutex::new(api));
        let held = Arc::clone(&api);
        // It ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                answer(stream.unwrap(), &held);
            }
        });
        Self { address, api }
    }

    fn calls(&self) -> Vec<String> {
        self.api.lock().unwrap().calls.clone()
    }

    pub(crate) fn tokens(&self) -> Vec<String> {
        self.api.lock().unwrap().tokens.clone()
    }

    pub(crate) fn bodies(&self) -> Vec<String> {
        let api = self.api.lock().unwrap();
        api.comments.iter().map(|comment| comment["body"].as_str().unwrap().to_owned()).collect()
    }
}

fn answer(mut stream: TcpStream, api: &Mutex<Api>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    let mut words = line.split_whitespace();
    let (method, path) = (words.next().unwrap().to_owned(), words.next().unwrap().to_owned());
    let mut length = 0;
    let mut api = api.lock().unwrap();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).unwrap();
        let Some((name, value)) = header.trim().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().unwrap(),
            "authorization" => api.tokens.push(value.to_owned()),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    api.calls.push(format!("{method} {path}"));
    let (status, answer) = api.reply(&method, &path, &body);
    let head = format!("HTTP/1.1 {status} x\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", answer.len());
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&answer).unwrap();
}

impl Api {
    fn reply(&mut self, method: &str, path: &str, body: &[u8]) -> (u16, Vec<u8>) {
        if let Some(file) = self.files.get(path) {
            return (200, file.clone());
        }
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let id = path.strip_prefix("/repos/o/r/issues/comments/").and_then(|id| id.parse::<usize>().ok());
        match (method, path, id) {
            ("GET", "/repos/o/r/issues/7/comments", _) => {
                let page: usize = query.split("page=").last().unwrap().parse().unwrap();
                let page: Vec<&Value> = self.comments.iter().skip((page - 1) * 100).take(100).collect();
                (200, serde_json::to_vec(&page).unwrap())
            }
            ("POST" | "PATCH", ..) if self.refuses > 0 => (self.refuses, b"{}".to_vec()),
            ("POST", "/repos/o/r/issues/7/comments", _) => {
                let body: Value = serde_json::from_slice(body).unwrap();
                self.comment("Bot", body["body"].as_str().unwrap());
                (201, b"{}".to_vec())
            }
            ("PATCH", _, Some(id)) => {
                let new: Value = serde_json::from_slice(body).unwrap();
                self.comments[id]["body"] = new["body"].clone();
                (200, b"{}".to_vec())
            }
            _ => (404, b"{}".to_vec()),
        }
    }

    fn comment(&mut self, kind: &str, body: &str) {
        let id = self.comments.len();
        self.comments.push(json!({ "id": id, "body": body, "user": { "type": kind, "login": "someone" } }));
    }
}

/// A job of a workflow: the folder of its runner, and what its steps said.
pub(crate) struct Job {
    pub(crate) folder: tempfile::TempDir,
    /// Where the steps run.
    pub(crate) work: PathBuf,
    api: String,
    pub(crate) event: Value,
    inputs: BTreeMap<&'static str, String>,
}

pub(crate) struct Step {
    pub(crate) code: i32,
    pub(crate) log: String,
    outputs: BTreeMap<String, String>,
}

/// The steps need bash, curl and jq, which every runner of GitHub has. Where a machine lacks them they cannot run; CI has them.
pub(crate) fn runs_here() -> bool {
    // Its paths and the ones of its bash are not the same.
    if cfg!(windows) {
        return false;
    }
    let there = ["bash", "curl", "jq", "tar"].iter().all(|tool| Command::new(tool).arg("--version").output().is_ok());
    assert!(there || std::env::var_os("CI").is_none(), "bash, curl, jq and tar are needed for the steps of the action");
    there
}

impl Job {
    pub(crate) fn new(server: &Server, plan: &str) -> Self {
        let inputs = [
            ("PLAN", plan),
            ("FAIL_ON", "mandatory"),
            ("UNKNOWN", "warn"),
            ("SUMMARY", "true"),
            ("ANNOTATIONS", "true"),
        ];
        let empty = ["CONFIG", "POLICIES", "ARGS", "SARIF", "COMMENT_KEY"];
        let inputs = inputs.into_iter().chain(empty.into_iter().map(|name| (name, "")));
        Self {
            folder: tempfile::tempdir().unwrap(),
            work: tool::root().join("testdata"),
            api: server.address.clone(),
            event: json!({ "pull_request": { "number": 7 } }),
            inputs: inputs.map(|(name, value)| (name, value.to_owned())).collect(),
        }
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.inputs.insert(name, value.to_owned());
        self
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.file(name)).unwrap_or_default()
    }

    pub(crate) fn step(&self, script: &str, env: &[(&str, &str)]) -> Step {
        for name in ["output", "path"] {
            std::fs::write(self.file(name), "").unwrap();
        }
        std::fs::write(self.file("event.json"), self.event.to_string()).unwrap();
        let binary = Path::new(env!("CARGO_BIN_EXE_poolproof")).parent().unwrap();
        let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap());
        let done = Command::new("bash")
            .arg(tool::root().join(".github/action").join(script))
            .current_dir(&self.work)
            .env_clear()
            .envs([("PATH", path.as_str()), ("HOME", "/nonexistent"), ("GITHUB_ACTIONS", "true")])
            .envs([("GITHUB_REPOSITORY", "o/r"), ("GITHUB_API_URL", &self.api), ("TOKEN", "the-token")])
            .env("ACTION_PATH", tool::root())
            .env("RUNNER_TEMP", self.folder.path())
            .env("GITHUB_OUTPUT", self.file("output"))
            .env("GITHUB_PATH", self.file("path"))
            .env("GITHUB_STEP_SUMMARY", self.file("summary"))
            .env("GITHUB_EVENT_PATH", self.file("event.json"))
            .envs(&self.inputs)
            .envs(env.iter().copied())
            .output()
            .unwrap();
        let outputs = self.read("output");
        let outputs = outputs.lines().filter_map(|line| line.split_once('='));
        Step {
            code: done.status.code().unwrap(),
            log: String::from_utf8(done.stdout).unwrap() + &String::from_utf8(done.stderr).unwrap(),
            outputs: outputs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        }
    }

    /// Check and comment, as `action.yml` hands one to the other.
    fn run(&self) -> (Step, Step) {
        let check = self.step("check.sh", &[]);
        let out = |name: &str| check.outputs.get(name).cloned().unwrap_or_default();
        let comment = self.step("comment.sh", &[("MARKDOWN", &out("markdown")), ("ROUTING", &out("routing"))]);
        (check, comment)
    }
}

pub(crate) const BLOCKED: &str = "incident/pool-dropped-from-map/plan.json";
pub(crate) const CONFIG: &str = "incident/pool-dropped-from-map/plan.tfplan";
pub(crate) const HEALTHY: &str = "healthy/steady-stack/plan.json";

#[test]
fn a_plan_that_blocks_gets_annotations_a_summary_and_one_comment() {
    if !runs_here() {
        return;
    }
    let server = Server::start(Api::default());
    let (check, comment) = Job::new(&server, BLOCKED).with("CONFIG", CONFIG).run();
    assert_eq!((check.code, comment.code), (0, 0), "{} {}", check.log, comment.log);
    assert_eq!(check.outputs["verdict"], "blocked");
    assert_eq!((check.outputs["code"].as_str(), check.outputs["blocking"].as_str()), ("1", "1"));
    assert!(check.log.contains("::error file=incident/pool-dropped-from-map/main.tf,line=52,"), "{}", check.log);
    let bodies = server.bodies();
    assert_eq!(bodies.len(), 1);
    assert!(bodies[0].starts_with("<!-- poolproof -->\n### ⛔ Blocked"), "{}", bodies[0]);
    assert_eq!(server.calls().last().unwrap(), "POST /repos/o/r/issues/7/comments");
    assert!(server.api.lock().unwrap().tokens.iter().all(|token| token == "Bearer the-token"));

    // The next push updates it, however many comments stand around it, and never adds another.
    for _ in 0..130 {
        server.api.lock().unwrap().comment("User", "looks good");
    }
    let job = Job::new(&server, HEALTHY);
    let (check, _) = job.run();
    assert_eq!(check.outputs["code"], "0");
    assert_eq!(server.calls().last().unwrap(), "PATCH /repos/o/r/issues/comments/0");
    assert!(server.bodies()[0].contains("Nothing blocks") && server.bodies().len() == 131);
    assert!(job.read("summary").contains("Nothing blocks"));
}

#[test]
fn a_comment_that_only_bears_our_mark_is_left_alone() {
    if !runs_here() {
        return;
    }
    let mut api = Api::default();
    api.comment("User", "<!-- poolproof -->\nnot by us");
    api.comment("Bot", "<!-- poolproof:staging -->\nof another workspace");
    let server = Server::start(api);
    Job::new(&server, BLOCKED).run();
    let bodies = server.bodies();
    assert_eq!(bodies.len(), 3);
    assert!(bodies[0].ends_with("not by us") && bodies[1].ends_with("of another workspace"));

    Job::new(&server, HEALTHY).with("COMMENT_KEY", "staging").run();
    assert!(server.bodies()[1].contains("Nothing blocks") && server.bodies().len() == 3);
}

#[test]
fn a_fork_without_a_token_that_may_write_still_gets_summary_and_annotations() {
    if !runs_here() {
        return;
    }
    let server = Server::start(Api { refuses: 403, ..Api::default() });
    let job = Job::new(&server, BLOCKED).with("CONFIG", CONFIG);
    let (check, comment) = job.run();
    assert_eq!(comment.code, 0);
    assert!(comment.log.contains("::notice") && comment.log.contains("pull-requests: write"), "{}", comment.log);
    assert!(check.log.contains("::error ") && job.read("summary").contains("Blocked"));
    let without = job.step("comment.sh", &[("TOKEN", ""), ("MARKDOWN", "x"), ("ROUTING", "true")]);
    assert!(without.code == 0 && without.log.contains("No token"), "{}", without.log);
}

#[test]
fn no_comment_where_a_plan_has_no_routing_and_none_was_there() {
    if !runs_here() {
        return;
    }
    let server = Server::start(Api::default());
    let folder = tempfile::tempdir().unwrap();
    let plan = folder.path().join("plan.json");
    let text = json!({ "format_version": "1.2", "terraform_version": "1.11.4", "applyable": true, "complete": true,
        "errored": false, "resource_changes": [], "configuration": { "root_module": {} } });
    std::fs::write(&plan, text.to_string()).unwrap();
    let plan = plan.to_str().unwrap();
    let (check, comment) = Job::new(&server, plan).run();
    assert_eq!(check.outputs["routing"], "false", "{}", check.log);
    assert!(comment.log.contains("no comment") && server.bodies().is_empty(), "{}", comment.log);
    // A comment from before must not go on saying what is not so any more.
    server.api.lock().unwrap().comment("Bot", "<!-- poolproof -->\nBlocked");
    Job::new(&server, plan).run();
    assert!(!server.bodies()[0].contains("Blocked"));
    // Not every workflow has a pull request.
    let mut push = Job::new(&server, BLOCKED);
    push.event = json!({ "ref": "refs/heads/main" });
    assert!(push.run().1.log.contains("No pull request"));
}

#[test]
fn what_cannot_be_checked_is_an_error_and_no_verdict() {
    if !runs_here() {
        return;
    }
    let server = Server::start(Api::default());
    let check = Job::new(&server, "no-such-plan.json").step("check.sh", &[]);
    assert_eq!(check.code, 2, "{}", check.log);
    assert_eq!((check.outputs["verdict"].as_str(), check.outputs["code"].as_str()), ("error", "2"));
    assert!(
        check.log.contains("::error title=poolproof could not check the plan::error: no-such-plan.json"),
        "{}",
        check.log
    );
    assert!(!check.outputs.contains_key("markdown"));
}

#[test]
fn an_archive_with_another_checksum_is_not_run() {
    if !runs_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("poolproof"), "#!/bin/sh\necho a release\n").unwrap();
    let archive = folder.path().join("a.tar.gz");
    let packed = Command::new("tar").arg("-czf").arg(&archive).arg("-C").arg(folder.path()).arg("poolproof").status();
    assert!(packed.unwrap().success());
    let bytes = std::fs::read(&archive).unwrap();
    let sum: String = {
        use sha2::Digest;
        sha2::Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect()
    };
    let name = "poolproof-x86_64-unknown-linux-musl.tar.gz";
    let tag = format!("v{}", env!("CARGO_PKG_VERSION"));
    for (sums, code) in [(format!("{sum}  {name}\n"), 0), (format!("{}  {name}\n", "0".repeat(64)), 2)] {
        let files = [(format!("/{tag}/{name}"), bytes.clone()), (format!("/{tag}/SHA256SUMS"), sums.into_bytes())];
        let server = Server::start(Api { files: files.into_iter().collect(), ..Api::default() });
        let job = Job::new(&server, BLOCKED);
        let env = [
            ("POOLPROOF_RELEASES", server.address.as_str()),
            ("RUNNER_OS", "Linux"),
            ("RUNNER_ARCH", "X64"),
            ("VERSION", ""),
        ];
        let install = job.step("install.sh", &env);
        assert_eq!(install.code, code, "{}", install.log);
        assert_eq!(job.read("path").is_empty(), code != 0);
        assert_eq!(install.log.contains("is not run"), code != 0, "{}", install.log);
        assert_eq!(job.file("poolproof-bin/poolproof").is_file(), code == 0);
    }
}

#[test]
fn every_variable_of_a_step_is_set_by_the_action() {
    let action = std::fs::read_to_string(tool::root().join("action.yml")).unwrap();
    for script in ["install.sh", "check.sh", "comment.sh"] {
        let text = std::fs::read_to_string(tool::root().join(".github/action").join(script)).unwrap();
        let step = action.split("- name:").find(|step| step.contains(script)).unwrap();
        let run = step.split("run:").nth(1).unwrap();
        let names: Vec<&str> = step
            .lines()
            .filter_map(|line| line.trim().split_once(": ${{")?.0.into())
            .filter(|name| name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
            .collect();
        assert!(!names.is_empty());
        for name in names {
            let used = |text: &str| text.contains(&format!("${name}")) || text.contains(&format!("${{{name}"));
            assert!(used(&text) || used(run), "{script} has no use for {name}");
        }
        // What a person wrote reaches a script as a value, never as a part of it.
        assert!(!run.contains("${{"), "{script}");
    }
}
