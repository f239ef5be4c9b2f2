//! The order of an apply against the one that Terraform's own apply graph has, on every saved plan below `testdata/`.

use std::collections::{BTreeMap, BTreeSet};

use poolproof::input::Input;

use crate::order::{self, Steps};
use crate::tool::root;

/// `graphs.json`: folder -> step -> the steps that it directly waits for.
fn graphs() -> BTreeMap<String, Steps> {
    let text = std::fs::read_to_string(root().join("testdata/graphs.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn input(name: &str, saved_plan: bool) -> Input {
    order::input(&root().join("testdata").join(name), saved_plan)
}

/// Pairs of steps, the later first.
fn pairs(steps: &Steps) -> BTreeSet<(&String, &String)> {
    steps.iter().flat_map(|(step, before)| before.iter().map(move |earlier| (step, earlier))).collect()
}

/// What one of two orders has and the other has not.
fn difference(name: &str, more: &Steps, less: &Steps) -> Vec<String> {
    let less = pairs(less);
    let only = pairs(more).into_iter().filter(|pair| !less.contains(pair));
    only.map(|(step, earlier)| format!("{name}: {step} after {earlier}")).collect()
}

/// With the saved plan the two are the same: no pair of steps too many, none missed.
#[test]
fn the_order_is_the_one_of_terraform() {
    let (mut plans, mut compared) = (0, 0);
    let (mut invented, mut missed) = (Vec::new(), Vec::new());
    for (name, graph) in graphs() {
        let (ours, theirs) = (order::closed(&order::modelled(&input(&name, true))), order::closed(&graph));
        let steps = |order: &Steps| order.keys().cloned().collect::<BTreeSet<String>>();
        assert_eq!(steps(&ours), steps(&theirs), "{name}: the steps");
        invented.extend(difference(&name, &ours, &theirs));
        missed.extend(difference(&name, &theirs, &ours));
        compared += pairs(&theirs).len();
        plans += 1;
    }
    println!("{plans} plans, {compared} pairs of steps");
    assert!(plans >= 70 && compared >= 1000, "{plans} plans, {compared} pairs of steps");
    assert!(invented.is_empty() && missed.is_empty(), "too many: {invented:#?}\nmissed: {missed:#?}");
}

/// Without it, with the sources where they lie beside the plan, less is known, and nothing is made up.
#[test]
fn without_the_saved_plan_no_order_is_made_up() {
    let mut known = 0;
    for (name, graph) in graphs() {
        let (ours, theirs) = (order::closed(&order::modelled(&input(&name, false))), order::closed(&graph));
        let invented = difference(&name, &ours, &theirs);
        assert!(invented.is_empty(), "{invented:#?}");
        known += pairs(&ours).len();
    }
    assert!(known >= 500, "{known} pairs of steps are known");
}
