//! What Terraform masks is used and never shown: a report ends up in the log of a public build.

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde_json::{Value as Json, json};

use crate::cases::{self, Case};
use crate::tool::poolproof;

/// Every string of a plan, by whether it stands under a mask.
#[derive(Default)]
struct Strings {
    masked: BTreeSet<String>,
    open: BTreeSet<String>,
}

impl Strings {
    fn of(plan: &Json) -> Self {
        let mut strings = Self::default();
        for list in ["resource_changes", "resource_drift"] {
            plan[list].as_array().into_iter().flatten().for_each(|change| strings.change(change));
        }
        for change in plan["output_changes"].as_object().into_iter().flat_map(serde_json::Map::values) {
            strings.values(&change["before"], &change["before_sensitive"]);
            strings.values(&change["after"], &change["after_sensitive"]);
        }
        strings.state(&plan["planned_values"]);
        strings.state(&plan["prior_state"]["values"]);
        let declared = &plan["configuration"]["root_module"]["variables"];
        for (name, variable) in plan["variables"].as_object().into_iter().flatten() {
            strings.values(&variable["value"], &declared[name]["sensitive"]);
        }
        strings.values(&plan["configuration"], &Json::Null);
        strings
    }

    fn change(&mut self, change: &Json) {
        for name in ["address", "previous_address", "deposed", "index", "name", "type", "module_address"] {
            self.values(&change[name], &Json::Null);
        }
        let values = &change["change"];
        self.values(&values["before"], &values["before_sensitive"]);
        self.values(&values["after"], &values["after_sensitive"]);
    }

    fn state(&mut self, state: &Json) {
        for output in state["outputs"].as_object().into_iter().flat_map(serde_json::Map::values) {
            self.values(&output["value"], &output["sensitive"]);
        }
        self.module(&state["root_module"]);
    }

    fn module(&mut self, module: &Json) {
        for resource in module["resources"].as_array().into_iter().flatten() {
            self.values(&resource["values"], &resource["sensitive_values"]);
            self.values(&resource["address"], &Json::Null);
        }
        module["child_modules"].as_array().into_iter().flatten().for_each(|module| self.module(module));
    }

    fn values(&mut self, value: &Json, mask: &Json) {
        match (value, mask) {
            (Json::String(text), Json::Bool(true)) => drop(self.masked.insert(text.clone())),
            (Json::String(text), _) => drop(self.open.insert(text.clone())),
            (Json::Array(list), mask) => {
                list.iter().enumerate().for_each(|(at, value)| self.values(value, below(mask, mask.get(at))));
            }
            (Json::Object(entries), mask) => {
                entries.iter().for_each(|(name, value)| self.values(value, below(mask, mask.get(name))));
            }
            _ => {}
        }
    }

    /// What must not be shown: masked everywhere, and long enough not to be a word of the report itself.
    fn secrets(&self) -> Vec<&str> {
        let telling =
            |text: &&String| text.len() > 5 && text.contains(|c: char| c.is_ascii_digit() || "-:/.".contains(c));
        let shown = |text: &&String| self.open.iter().any(|open| open.contains(text.as_str()));
        // `</title>` stands in every picture.
        let telling = |text: &&String| telling(text) && text.as_str() != "/title";
        self.masked.iter().filter(telling).filter(|text| !shown(text)).map(String::as_str).collect()
    }
}

fn below<'m>(mask: &'m Json, part: Option<&'m Json>) -> &'m Json {
    if *mask == Json::Bool(true) { mask } else { part.unwrap_or(&Json::Null) }
}

const COMMANDS: [&[&str]; 7] = [
    &["check", "-"],
    &["check", "-", "--verbose", "--all"],
    &["check", "-", "--report", "json", "--strict"],
    &["graph", "-"],
    &["graph", "-", "--format", "json"],
    &["graph", "-", "--format", "svg"],
    &["graph", "-", "--format", "html"],
];

fn leaks(plan: &Json) -> Vec<String> {
    let strings = Strings::of(plan);
    let secrets = strings.secrets();
    let text = plan.to_string();
    let mut leaks = Vec::new();
    for command in COMMANDS {
        let done = poolproof(command).stdin(text.clone()).run();
        assert!(done.code < 2, "{done}");
        let shown = |secret: &&&str| done.stdout.contains(**secret) || done.stderr.contains(**secret);
        leaks.extend(secrets.iter().filter(shown).map(|secret| format!("{command:?} shows {secret}")));
    }
    leaks
}

fn walk(mask: impl Fn(&Case) -> Json + Sync) -> usize {
    let cases: Vec<Case> = cases::all().into_iter().filter(Case::is_recorded).collect();
    let all: Vec<(usize, Vec<String>)> = cases
        .par_iter()
        .map(|case| {
            let plan = mask(case);
            let named = leaks(&plan).into_iter().map(|leak| format!("{}: {leak}", case.name)).collect();
            (Strings::of(&plan).secrets().len(), named)
        })
        .collect();
    let leaks: Vec<&String> = all.iter().flat_map(|(_, leaks)| leaks).collect();
    assert!(leaks.is_empty(), "{} leaks: {leaks:#?}", leaks.len());
    all.iter().map(|(number, _)| number).sum()
}

/// The recorded plans as if every value of every resource were sensitive (as they are, hardly any is): only addresses may be shown then.
#[test]
fn everything_masked_shows_nothing() {
    let secrets = walk(|case| {
        let mut plan = case.json();
        mask_all(&mut plan);
        plan
    });
    assert!(secrets > 1000, "only {secrets} strings were masked");
}

fn mask_all(plan: &mut Json) {
    for list in ["resource_changes", "resource_drift"] {
        for change in below_mut(plan, list) {
            mask_change(&mut change["change"]);
        }
    }
    below_mut(plan, "output_changes").for_each(mask_change);
    if let Some(values) = plan.get_mut("planned_values") {
        mask_state(values);
    }
    if let Some(values) = plan.pointer_mut("/prior_state/values") {
        mask_state(values);
    }
}

/// What a list or an object holds under a name.
fn below_mut<'j>(json: &'j mut Json, name: &str) -> Box<dyn Iterator<Item = &'j mut Json> + 'j> {
    match json.get_mut(name) {
        Some(Json::Array(list)) => Box::new(list.iter_mut()),
        Some(Json::Object(entries)) => Box::new(entries.values_mut()),
        _ => Box::new(std::iter::empty()),
    }
}

fn mask_change(change: &mut Json) {
    change["before_sensitive"] = json!(true);
    change["after_sensitive"] = json!(true);
}

fn mask_state(state: &mut Json) {
    below_mut(state, "outputs").for_each(|output| output["sensitive"] = json!(true));
    if let Some(module) = state.get_mut("root_module") {
        mask_module(module);
    }
}

fn mask_module(module: &mut Json) {
    below_mut(module, "resources").for_each(|resource| resource["sensitive_values"] = json!(true));
    below_mut(module, "child_modules").for_each(mask_module);
}
