//! The time of a check beside that of parsing the same JSON, in one run. What counts is the ratio to
//! `serde_json::Value`: machines differ, it hardly does.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    reason = "a bench is a program of its own: it stops where something is wrong, and prints"
)]

mod generate;

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use poolproof::evaluate::{InputValues, Rules};
use poolproof::finding::Report;
use poolproof::graph::{Graph, Kinds, World};
use poolproof::policy::{self, PolicyFile};
use poolproof::read::{self, Request};
use poolproof::run;
use poolproof::source::Source;
use serde::de::IgnoredAny;

const BYTES: usize = 10_000_000;
const ROUNDS: usize = 9;

fn parse(path: &str) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn skip(path: &str) -> IgnoredAny {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Reads the plan and holds every built-in policy against it.
fn check(path: &str) -> Report {
    let request = Request { inputs: vec![path.to_owned()], ..Request::default() };
    let inputs = read::inputs(&request).unwrap();
    run::judge(&inputs, &[], &Kinds::built_in(), &policies(), &InputValues::new(), Rules::default())
}

fn policies() -> Vec<PolicyFile> {
    run::built_in().iter().map(|source| policy::parse(source).unwrap()).collect()
}

fn median(mut work: impl FnMut()) -> Duration {
    let time = |_| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    let mut times: Vec<Duration> = (0..ROUNDS).map(time).collect();
    times.sort();
    times[ROUNDS / 2]
}

fn ratios(path: &str) {
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let value = median(|| drop(black_box(parse(path))));
    let rows = [
        ("serde_json::Value", value),
        (
            "serde_json IgnoredAny",
            median(|| {
                black_box(skip(path));
            }),
        ),
        (
            "poolproof, read alone",
            median(|| drop(black_box(read::inputs(&Request { inputs: vec![path.to_owned()], ..Request::default() })))),
        ),
        ("poolproof, one thread", median(|| drop(black_box(one.install(|| check(path)))))),
        ("poolproof, all threads", median(|| drop(black_box(check(path))))),
    ];
    for (what, time) in rows {
        println!(
            "{what:<24} {:>8.1} ms  {:.2} × Value",
            time.as_secs_f64() * 1e3,
            time.as_secs_f64() / value.as_secs_f64()
        );
    }
}

fn bench(criterion: &mut Criterion) {
    let (text, share) = generate::plan(BYTES);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plan.json");
    std::fs::write(&file, &text).unwrap();
    let path = file.to_str().unwrap();
    let report = check(path);
    println!(
        "{:.1} MB, {:.0} % load balancing, {} checks, {} exact edges, {} findings",
        text.len() as f64 / 1e6,
        share * 100.0,
        report.summary.evaluations,
        report.summary.edges.exact,
        report.findings.len()
    );
    ratios(path);
    let mut group = criterion.benchmark_group("10 MB");
    group.sample_size(10);
    group.bench_function("serde_json::Value", |bencher| bencher.iter(|| parse(path)));
    group.bench_function("check", |bencher| bencher.iter(|| check(path)));
    group.finish();
}

/// Resolving by the configuration beside reading the plan: 500 module instances with 5 000 resources.
fn modules(_: &mut Criterion) {
    let made = generate::modules::modules(500);
    let (_folder, request) = written(&made);
    let (path, plan) = (request.inputs[0].clone(), &made.1);
    let inputs = read::inputs(&request).unwrap();
    let kinds = Kinds::built_in();
    let edges = || Graph::build(&World::planned(&inputs[0], &kinds)).counts();
    let value = median(|| drop(black_box(parse(&path))));
    let read = median(|| drop(black_box(read::inputs(&request))));
    let resolved = median(|| {
        black_box(edges());
    });
    println!("{:.1} MB, edges (exact, possible, unresolved) {:?}", plan.len() as f64 / 1e6, edges());
    for (what, time) in [("serde_json::Value", value), ("plan and HCL read", read), ("resolved and built", resolved)] {
        println!(
            "{what:<24} {:>8.1} ms  {:.2} × reading",
            time.as_secs_f64() * 1e3,
            time.as_secs_f64() / read.as_secs_f64()
        );
    }
}

/// A configuration and its plan in a folder, and what asks for the two.
fn written((files, plan): &(Vec<(&str, String)>, String)) -> (tempfile::TempDir, Request) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("service")).unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let file = folder.path().join("plan.json");
    std::fs::write(&file, plan).unwrap();
    let config = vec![folder.path().to_str().unwrap().to_owned()];
    let request = Request { inputs: vec![file.to_str().unwrap().to_owned()], config, ..Request::default() };
    (folder, request)
}

/// A whole check of plans with their configuration, from 10 to 50 000 services of ten resources each.
fn sizes(_: &mut Criterion) {
    let (kinds, files) = (Kinds::built_in(), policies());
    let once = |work: &dyn Fn()| {
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64()
    };
    for count in [10, 100, 1_000, 10_000, 50_000] {
        let (_folder, request) = written(&generate::modules::modules(count));
        let value = once(&|| drop(black_box(parse(&request.inputs[0]))));
        let check = once(&|| {
            let inputs = read::inputs(&request).unwrap();
            drop(black_box(run::judge(&inputs, &[], &kinds, &files, &InputValues::new(), Rules::default())));
        });
        let each = check * 1e6 / count as f64;
        println!("{count:>6} services {:>9.1} ms  {each:>7.1} µs each  {:.1} × Value", check * 1e3, check / value);
    }
}

/// Four policies on each resource of four types, two of which join, and so a hundred times.
fn four_hundred() -> Vec<PolicyFile> {
    let one = |at: usize| {
        format!(
            r#"
resource_policy "aws_lb_target_group" "forwarded_{at}" {{
  enforce {{
    condition = core::length(core::getresources("aws_lb_listener_rule", {{ priority = {at} }})) >= 0 && attrs.port != {at}
  }}
}}
resource_policy "aws_lb_target_group" "attached_{at}" {{
  enforce {{
    condition = core::length(core::getresources("aws_lb_target_group_attachment", {{ target_group_arn = attrs.arn }})) >= 0
  }}
}}
resource_policy "aws_lb_listener*" "written_{at}" {{
  enforce {{
    condition = core::try(attrs.port, {at}) != null
  }}
}}
resource_policy "aws_*" "tagged_{at}" {{
  enforce {{
    condition = core::length(core::try(attrs.tags, {{}})) >= 0
  }}
}}
"#
        )
    };
    let files = (0..100).map(|at| Source::new(format!("bench-{at}.policy.hcl"), one(at)));
    files.map(|source| policy::parse(&source).unwrap()).collect()
}

/// 400 policies on a plan of 5 000 resources, beside parsing that plan.
fn policies_on_resources(_: &mut Criterion) {
    let (_, plan) = generate::modules::modules(500);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plan.json");
    std::fs::write(&file, &plan).unwrap();
    let path = file.to_str().unwrap().to_owned();
    let files = four_hundred();
    let check = || {
        let inputs = read::inputs(&Request { inputs: vec![path.clone()], ..Request::default() }).unwrap();
        run::judge(&inputs, &[], &Kinds::built_in(), &files, &InputValues::new(), Rules::default())
    };
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let value = median(|| drop(black_box(parse(&path))));
    let report = check();
    println!("{} policies, {} evaluations", report.summary.policies, report.summary.evaluations);
    for (what, time) in [
        ("one thread", median(|| drop(black_box(one.install(check))))),
        ("all threads", median(|| drop(black_box(check())))),
    ] {
        println!(
            "{what:<24} {:>8.1} ms  {:.2} × Value",
            time.as_secs_f64() * 1e3,
            time.as_secs_f64() / value.as_secs_f64()
        );
    }
}

/// A join on an id outside of the catalogue, for every resource of a plan, at three sizes: the time for each resource
/// stays what it is.
fn joins(_: &mut Criterion) {
    let policy = r#"
resource_policy "aws_s3_bucket" "versioned" {
  enforce {
    condition = core::length(core::getresources("aws_s3_bucket_versioning", { bucket = attrs.id })) > 0
  }
}
"#;
    let files = vec![policy::parse(&Source::new("joins.policy.hcl", policy)).unwrap()];
    for count in [1_000, 2_000, 4_000] {
        let (sources, plan) = generate::buckets::buckets(count);
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("bucket")).unwrap();
        for (name, text) in sources {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let file = folder.path().join("plan.json");
        std::fs::write(&file, &plan).unwrap();
        let config = vec![folder.path().to_str().unwrap().to_owned()];
        let request = Request { inputs: vec![file.to_str().unwrap().to_owned()], config, ..Request::default() };
        let inputs = read::inputs(&request).unwrap();
        let judge = || run::judge(&inputs, &[], &Kinds::built_in(), &files, &InputValues::new(), Rules::default());
        let report = judge();
        assert_eq!((report.summary.passed, report.summary.unknown), (count, 0));
        let time = median(|| drop(black_box(judge())));
        let each = time.as_secs_f64() * 1e6 / count as f64;
        println!("{count} joins outside of the catalogue {:>8.1} ms  {each:.1} µs each", time.as_secs_f64() * 1e3);
    }
}

criterion_group!(benches, bench, modules, sizes, policies_on_resources, joins);
criterion_main!(benches);
