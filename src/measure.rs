//! Measuring: what was resolved of a plan, held against the *truth*, which is what the apply then did. A case is a folder
//! with a `plan.json` and a `truth.json`; it is measured in each way a plan can be handed over.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use rayon::prelude::*;
use serde::Deserialize;

use crate::graph::{Graph, Kinds, Node, Side, World};
use crate::input::Input;
use crate::picture::Arrow;
use crate::read::{self, Case, ReadError};

/// What an apply made.
#[derive(Debug, Deserialize)]
struct Truth {
    applied: bool,
    edges: Vec<TrueEdge>,
}

/// An edge between two owners of ARNs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
struct TrueEdge {
    role: String,
    from: String,
    to: String,
}

/// How a plan was handed over.
const WAYS: [&str; 3] = ["plan", "folder", "saved"];

/// A case, handed over in one way.
#[derive(Debug, Clone)]
pub struct Row {
    /// Folder of the case.
    pub case: String,
    /// `plan`, `folder` or `saved`.
    pub way: &'static str,
    /// What was found.
    pub counts: Counts,
}

/// How the edges of a plan compare with those that its apply made.
#[derive(Debug, Default, Clone)]
pub struct Counts {
    /// Edges that the apply made.
    pub truth: usize,
    /// Of these, the ones that were exact.
    pub exact: usize,
    /// Of these, the ones among several candidates.
    pub possible: usize,
    /// Of these, the ones that were not foreseen.
    pub missing: usize,
    /// Exact edges that the apply did not make.
    pub wrong: usize,
    /// Seconds that building the graph took.
    pub seconds: f64,
    /// Where the true edges start that are not exact.
    pub open: BTreeSet<String>,
    /// What is missing or wrong, and what could not be known, for people.
    pub remarks: Vec<String>,
}

/// Every case below the folders, in each way.
///
/// # Errors
/// A folder that cannot be read, or that has no case.
pub fn measure(folders: &[String], kinds: &Kinds) -> Result<Vec<Row>, ReadError> {
    let cases = read::cases(folders)?;
    Ok(cases.par_iter().flat_map(|case| rows(case, kinds)).collect())
}

/// The rows as a table, with their sums.
pub fn table(rows: &[Row]) -> String {
    let mut table = format!(
        "{:<52} {:<7} {:>5} {:>5} {:>8} {:>7} {:>5} {:>8}\n",
        "case", "with", "true", "exact", "possible", "missing", "wrong", "seconds"
    );
    for row in rows {
        table.push_str(&line(&row.case, row.way, &row.counts));
        for remark in &row.counts.remarks {
            table.push_str(&format!("    {remark}\n"));
        }
    }
    for way in WAYS {
        let mut total = Counts::default();
        rows.iter().filter(|row| row.way == way).for_each(|row| total.add(&row.counts));
        table.push_str(&line("all", way, &total));
    }
    table
}

fn line(name: &str, way: &str, counts: &Counts) -> String {
    let Counts { truth, exact, possible, missing, wrong, seconds, .. } = counts;
    format!("{name:<52} {way:<7} {truth:>5} {exact:>5} {possible:>8} {missing:>7} {wrong:>5} {seconds:>8.3}\n")
}

impl Counts {
    fn add(&mut self, other: &Self) {
        self.truth += other.truth;
        self.exact += other.exact;
        self.possible += other.possible;
        self.missing += other.missing;
        self.wrong += other.wrong;
        self.seconds += other.seconds;
    }
}

fn rows(case: &Case, kinds: &Kinds) -> Vec<Row> {
    let Ok(truth) = serde_json::from_str::<Truth>(&case.truth) else {
        let remarks = vec!["its truth.json cannot be read".to_owned()];
        return vec![Row { case: case.name.clone(), way: "plan", counts: Counts { remarks, ..Counts::default() } }];
    };
    if !truth.applied {
        return Vec::new();
    }
    let ways = WAYS.iter().zip(&case.ways);
    let row = |way: &'static str, input: &Result<Input, String>| Row {
        case: case.name.clone(),
        way,
        counts: count(input, kinds, &truth),
    };
    ways.filter_map(|(way, input)| Some(row(way, input.as_ref()?))).collect()
}

fn count(read: &Result<Input, String>, kinds: &Kinds, truth: &Truth) -> Counts {
    let started = Instant::now();
    let input = match read {
        Ok(input) => input,
        Err(error) => return Counts { remarks: vec![error.clone()], ..Counts::default() },
    };
    let graph = Graph::build(&World::planned(input, kinds));
    let picture = graph.picture();
    let seconds = started.elapsed().as_secs_f64();
    let forgotten = forgotten(&graph);
    // The state after the apply has nothing of what was dropped from it.
    let is_seen = |edge: &&Arrow| edge.after && !forgotten.contains_key(&*edge.from);
    let after: Vec<&Arrow> = picture.edges.iter().filter(is_seen).collect();
    let of = |certainty: &str| -> BTreeSet<TrueEdge> {
        after.iter().filter(|edge| edge.certainty == certainty).filter_map(|edge| edge_of(edge, &forgotten)).collect()
    };
    let (exact, possible) = (of("exact"), of("possible"));
    let truth: BTreeSet<TrueEdge> = truth.edges.iter().cloned().collect();
    let missing: Vec<&TrueEdge> =
        truth.iter().filter(|edge| !exact.contains(edge) && !possible.contains(edge)).collect();
    let wrong: Vec<&TrueEdge> = exact.iter().filter(|edge| !truth.contains(edge)).collect();
    let told = |word: &str, edges: &[&TrueEdge]| -> Vec<String> {
        edges.iter().map(|edge| format!("{word}: {} {} -> {}", edge.role, edge.from, edge.to)).collect()
    };
    let only_possible: Vec<&TrueEdge> =
        truth.iter().filter(|edge| possible.contains(edge) && !exact.contains(edge)).collect();
    let whys = after.iter().filter(|edge| edge.certainty != "exact").filter_map(|edge| {
        Some(format!("{}: {} {}: {}", edge.certainty, edge.from, edge.attribute, edge.why.as_deref()?))
    });
    let whys: BTreeSet<String> = whys.collect();
    Counts {
        truth: truth.len(),
        exact: truth.intersection(&exact).count(),
        possible: only_possible.len(),
        missing: missing.len(),
        wrong: wrong.len(),
        seconds,
        open: truth.iter().filter(|edge| !exact.contains(edge)).map(|edge| edge.from.clone()).collect(),
        remarks: [told("missing", &missing), told("wrong", &wrong), whys.into_iter().collect()].concat(),
    }
}

fn edge_of(edge: &Arrow, forgotten: &BTreeMap<&str, Option<&str>>) -> Option<TrueEdge> {
    let to = edge.to.as_deref()?;
    let to = forgotten.get(to).copied().flatten().unwrap_or(to);
    Some(TrueEdge { role: edge.role.to_owned(), from: edge.from.clone(), to: to.to_owned() })
}

/// What is dropped from the state, and the data source by which the state after the apply knows it.
fn forgotten<'g>(graph: &'g Graph<'_>) -> BTreeMap<&'g str, Option<&'g str>> {
    let arn = |node: &Node<'_>| Some(node.values(Side::Before)?.get("arn")?.as_str()?.to_owned());
    let reads = |node: &Node<'_>, other: &Node<'_>| !other.managed && arn(other).is_some() && arn(other) == arn(node);
    let forgotten = graph.nodes.iter().filter(|node| node.is_forgotten());
    let by_data = |node: &Node<'_>| graph.nodes.iter().find(|other| reads(node, other)).map(|other| &*other.name);
    forgotten.map(|node| (&*node.name, by_data(node))).collect()
}
