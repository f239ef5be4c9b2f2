//! The order of an apply of 5 000 changes, beside building the graph of them and beside a whole check, in one run.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench is a program of its own: it stops where something is wrong, and prints"
)]

#[path = "generate/steps.rs"]
mod steps;

use std::hint::black_box;
use std::time::Instant;

use criterion::{Criterion, criterion_group, criterion_main};
use poolproof::evaluate::{InputValues, Rules};
use poolproof::graph::{Graph, Kinds, World};
use poolproof::order::Order;
use poolproof::policy::{self, PolicyFile};
use poolproof::read::{self, Request};
use poolproof::run;

/// The best of a few: what is asked is how long it takes, not how busy the machine is.
fn best(what: &str, mut work: impl FnMut()) {
    let time = |_| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    let best = (0..5).map(time).min().unwrap();
    println!("{what:<24} {:>8.1} ms", best.as_secs_f64() * 1e3);
}

fn bench(_: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let kinds = Kinds::built_in();
    let policies: Vec<PolicyFile> = run::built_in().iter().map(|source| policy::parse(source).unwrap()).collect();
    for shape in steps::shapes(5_000) {
        let file = folder.path().join("plan.json");
        std::fs::write(&file, &shape.plan).unwrap();
        let request = Request { inputs: vec![file.to_str().unwrap().to_owned()], ..Request::default() };
        let inputs = read::inputs(&request).unwrap();
        let world = World::planned(&inputs[0], &kinds);
        let graph = Graph::build(&world);
        let order = Order::of(&world, &graph);
        let (stops, windows) = (order.stops.len(), order.windows.len());
        println!("{}: {} changes, {stops} stops, {windows} windows", shape.name, shape.changes);
        best("graph built", || drop(black_box(Graph::build(&world))));
        best("order worked out", || drop(black_box(Order::of(&world, &graph))));
        best("read and checked", || {
            let inputs = read::inputs(&request).unwrap();
            drop(black_box(run::judge(&inputs, &[], &kinds, &policies, &InputValues::new(), Rules::default())));
        });
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
