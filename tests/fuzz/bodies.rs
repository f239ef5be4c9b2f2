//! What is fuzzed: each reader of poolproof, from bytes of a stranger to the last thing that is made of them. The fuzzer and
//! `cargo test` run the same functions; the first one searches, the second one holds what was found.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::LazyLock;

use poolproof::changes;
use poolproof::eval::{self, Nothing, functions};
use poolproof::evaluate::{InputValues, Rules, Waiving, waive};
use poolproof::finding::Report;
use poolproof::given::{self, Given};
use poolproof::graph::{Graph, Kinds, World};
use poolproof::input::{Input, InputKind};
use poolproof::model::Value;
use poolproof::modules;
use poolproof::order::Order;
use poolproof::policy::{self, PolicyFile};
use poolproof::read::{self, memory};
use poolproof::report::{self, HumanOptions};
use poolproof::run;
use poolproof::settings;
use poolproof::source::Source;
use poolproof::trial;

/// A target by its name.
pub(super) type Target = (&'static str, fn(&[u8]));

/// Every target, by the name of its corpus.
pub(super) const TARGETS: &[Target] = &[
    ("plan", plan),
    ("state", state),
    ("saved_plan", saved_plan),
    ("modules", modules),
    ("hcl", hcl),
    ("hcl_json", hcl_json),
    ("policy", policy),
    ("policy_test", policy_test),
    ("settings", settings),
    ("jsonpath", jsonpath),
];

/// The plan that policies, settings and waivers are held against.
const PLAN: &str = include_str!("../../testdata/broken/traffic-to-empty-pool/plan.json");

/// Threads as the program has them: expressions nest, and each level of one takes stack.
static THREADS: LazyLock<rayon::ThreadPool> =
    LazyLock::new(|| rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(256 << 20).build().unwrap());

static POLICIES: LazyLock<Vec<PolicyFile>> =
    LazyLock::new(|| run::built_in().iter().map(|source| policy::parse(source).unwrap()).collect());

static KINDS: LazyLock<Kinds> = LazyLock::new(Kinds::built_in);

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

fn small_plan() -> Input {
    Input::alone("plan.json", InputKind::Plan, read::parse_plan("plan.json", PLAN.to_owned()).unwrap())
}

/// Plan JSON, through the whole check. What is read in pieces is what is read whole; what cannot be read whole is no plan
/// in pieces either.
pub(super) fn plan(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let in_pieces = memory::in_pieces("plan.json", text, 1 + bytes.len() % 61);
    THREADS.install(|| match read::parse_plan("plan.json", text.to_owned()) {
        Ok(plan) => {
            assert!(in_pieces.is_none_or(|other| format!("{other:?}") == format!("{plan:?}")));
            everything(vec![Input::alone("plan.json", InputKind::Plan, plan)]);
        }
        Err(error) => {
            assert!(in_pieces.is_none());
            refused(&error.to_string());
        }
    });
}

/// State JSON, through the whole check.
pub(super) fn state(bytes: &[u8]) {
    let input = memory::input("state.json", bytes.to_vec());
    THREADS.install(|| match input {
        Ok(input) => everything(vec![input]),
        Err(error) => refused(&error.to_string()),
    });
}

/// A saved plan: the zip itself, or the files that shall stand in one, so that what is changed keeps its checksum.
pub(super) fn saved_plan(bytes: &[u8]) {
    let zip = if bytes.starts_with(b"PK") { bytes.to_vec() } else { zipped(bytes) };
    THREADS.install(|| match memory::input("tfplan", zip) {
        Ok(input) => judged(vec![input]),
        Err(error) => refused(&error.to_string()),
    });
}

/// A folder of HCL with `modules.json`, modules, values of variables, templates and all that a file may be read from.
pub(super) fn modules(bytes: &[u8]) {
    THREADS.install(|| configured(parts(bytes)));
}

/// HCL: the tree, the values of its expressions by themselves, and those of a module.
pub(super) fn hcl(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    THREADS.install(|| {
        let source = Source::new("main.tf", text);
        modules::ignores_of(&source);
        match eval::parse_body(&source) {
            Ok(body) => body.attributes.iter().for_each(|attribute| evaluated(&attribute.value, text)),
            Err(error) => assert!(error.span.end <= text.len() && !error.message.is_empty()),
        }
        if let Ok(expr) = eval::parse_expression(&source) {
            evaluated(&expr, text);
        }
        configured(BTreeMap::from([("main.tf".to_owned(), bytes.to_vec())]));
    });
}

/// HCL written as JSON.
pub(super) fn hcl_json(bytes: &[u8]) {
    let files = BTreeMap::from([("main.tf.json".to_owned(), bytes.to_vec())]);
    THREADS.install(|| configured(files));
}

/// A policy file: its mistakes, and what its policies say of a plan.
pub(super) fn policy(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    THREADS.install(|| match policy::parse(&Source::new("x.policy.hcl", text)) {
        Ok(file) => {
            let remarks = policy::remarks(&file);
            remarks.iter().for_each(|remark| said(&remark.render_as_warning()));
            let files = [file];
            if let Ok(values) = given::values(&files, &POLICIES, &Given::default()) {
                let report = run::judge(&[small_plan()], &[], &KINDS, &files, &values, rules());
                shown(&report);
            }
        }
        Err(errors) => errors.iter().for_each(|error| refused(&error.render())),
    });
}

/// A test file, and behind a line `----` the policy that it tests.
pub(super) fn policy_test(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let (test, tested) = text.split_once("\n----\n").unwrap_or((text, ""));
    THREADS.install(|| {
        let own = policy::parse(&Source::new("x.policy.hcl", tested));
        match (trial::parse(&Source::new("x.policytest.hcl", test)), own) {
            (Ok(file), Ok(policies)) => tried(&file, &[policies]),
            (Err(errors), _) | (_, Err(errors)) => errors.iter().for_each(|error| refused(&error.render())),
        }
    });
}

fn tried(file: &trial::TestFile, policies: &[PolicyFile]) {
    let fixtures: Vec<Option<Input>> =
        file.scenarios.iter().map(|it| it.fixture.as_ref().map(|_| small_plan())).collect();
    let setup = trial::Setup {
        file,
        kinds: &KINDS,
        policies,
        fixtures: &fixtures,
        inputs: &InputValues::new(),
        wanted: &|_| true,
    };
    let (result, left_out, skipped) = trial::run(&setup);
    let report = trial::Report { files: vec![result], left_out, skipped };
    said(&report::trial_human(&report, false));
    is_json(&report::trial_json(&report));
    report::trial_junit(&report);
}

/// `.poolproof.hcl`: kinds, inputs, levels and waivers, on a plan.
pub(super) fn settings(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    THREADS.install(|| match settings::parse(&Source::new(settings::FILE, text)) {
        Ok(settings) => set(&settings),
        Err(errors) => errors.iter().for_each(|error| refused(&error.render())),
    });
}

fn set(settings: &settings::Settings) {
    let mut files = POLICIES.clone();
    settings.set_levels(&mut files);
    let given = Given { settings: Some(settings), ..Given::default() };
    let values = given::values(&files, &POLICIES, &given).unwrap_or_else(|error| {
        refused(&error);
        InputValues::new()
    });
    let mut input = small_plan();
    input.external_pools.clone_from(&settings.external_pools);
    let inputs = [input];
    let mut report = run::judge(&inputs, &[], &settings.kinds, &files, &values, rules());
    let labels: Vec<&str> = files.iter().flat_map(|file| &file.policies).map(|policy| policy.label.as_str()).collect();
    settings.unknown_labels(labels.iter().copied()).iter().for_each(|error| refused(&error.render()));
    let (written, today) = (settings.waivers.as_slice(), "2027-01-31");
    let known = labels.iter().map(|label| (*label).to_owned()).collect();
    let waiving = Waiving { written, taking_part: &labels, known: &known, today, before: None };
    report.waivers = waive(&mut report.findings, &[Vec::new()], &waiving);
    shown(&report);
}

/// A JSONPath in the first line, and the document that it is asked about.
pub(super) fn jsonpath(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let (path, document) = text.split_once('\n').unwrap_or((text, "{}"));
    let Ok(value) = serde_json::from_str::<Value>(document) else { return };
    THREADS.install(|| {
        if let Err(why) = functions::query_jsonpath(&value, path).and(functions::check_jsonpath(path)) {
            assert!(!why.is_empty());
        }
    });
}

fn evaluated(expr: &eval::ast::Expr, text: &str) {
    match eval::evaluate(expr, &Nothing) {
        Ok(value) => drop(eval::show(&value, &Nothing)),
        Err(error) => assert!(error.span.end <= text.len() && !error.message.is_empty()),
    }
}

fn rules() -> Rules {
    Rules { explain: true, audit: true, ..Rules::default() }
}

fn configured(files: BTreeMap<String, Vec<u8>>) {
    match memory::configuration(files) {
        Ok(input) => judged(vec![input]),
        Err(error) => refused(&error.to_string()),
    }
}

/// What the policies say of inputs, in the report for people.
fn judged(inputs: Vec<Input>) {
    let report = run::judge(&inputs, &[], &KINDS, &POLICIES, &InputValues::new(), rules());
    shown(&report);
}

fn shown(report: &Report) {
    said(&report::human(report, &HumanOptions { verbose: true, all: true, ..HumanOptions::default() }));
    is_json(&report::json(report));
}

/// Every report and every picture of inputs.
fn everything(inputs: Vec<Input>) {
    let report = run::judge(&inputs, &[], &KINDS, &POLICIES, &InputValues::new(), rules());
    shown(&report);
    let mut pictures = Vec::new();
    for input in &inputs {
        let world = World::planned(input, &KINDS);
        let graph = Graph::build(&world);
        let steps = Order::of(&world, &graph).picture(&input.plan.changes, &graph);
        let picture = graph.picture();
        said(&report::tree(&picture, false));
        said(&report::steps(&steps));
        said(&report::routing(&changes::shifts(&graph, 0)));
        is_json(&report::graph_json(&picture));
        report::dot(&picture);
        report::svg(&picture);
        report::mermaid(&picture);
        report::html(&report::Page { picture: &picture, steps: &steps, report: &report, opens_at_steps: false });
        pictures.push(picture);
    }
    is_json(&report::sarif(&report));
    is_json(&report::gitlab(&report));
    report::github(&report, &HumanOptions::default());
    report::junit(&report);
    report::markdown(&report, &pictures);
}

/// The program's last words, as it says them.
fn refused(message: &str) {
    said(&report::escape::message(message));
}

/// No text that a stranger wrote acts on a terminal.
fn said(text: &str) {
    assert!(!text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')), "{text:?}");
}

fn is_json(text: &str) {
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
        panic!("no JSON: {error}\n{text}");
    }
}

/// Files in one text: each begins with a line `=== path`.
fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut parts: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut name = "main.tf".to_owned();
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_prefix(b"=== ") {
            Some(path) => {
                name = String::from_utf8_lossy(path).trim_end().to_owned();
                parts.entry(name.clone()).or_default();
            }
            None => parts.entry(name.clone()).or_default().extend(line),
        }
    }
    parts
}

/// The zip of the files in one text.
fn zipped(bytes: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, content) in parts(bytes) {
        if writer.start_file(name, options).is_ok() {
            writer.write_all(&content).unwrap();
        }
    }
    writer.finish().map(std::io::Cursor::into_inner).unwrap_or_default()
}
