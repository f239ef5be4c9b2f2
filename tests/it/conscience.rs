//! The test of conscience: in recorded plans each single fact that decides a verdict is changed, and the verdict has to
//! follow. The facts stand in `testdata/conscience.json`: `edit` names the entry of a `section` of the plan, `set` what
//! becomes of it by JSON pointer (`=before` takes the value of before, `=ADDRESS/POINTER` that of another entry), and
//! `found_after` whether the fault is there then. Where the recorded state decides, `config` is true: the saved plan is
//! given with the changed one. Without `edit` it is the plan itself that is changed.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value as Json, json};

use poolproof::finding::Severity;
use poolproof::read::BUILT_IN;
use poolproof::source::Source;

use crate::cases::{findings, named};
use crate::tool::{poolproof, root};

#[derive(Deserialize)]
struct Row {
    fact: String,
    case: String,
    policy: String,
    address: String,
    edit: String,
    section: String,
    set: BTreeMap<String, Json>,
    found_after: bool,
    #[serde(default)]
    config: bool,
}

fn is_of(entry: &Json, address: &str) -> bool {
    entry["address"] == *address && entry["deposed"].is_null()
}

impl Row {
    fn plan(&self) -> Json {
        let path = root().join("testdata").join(&self.case).join("plan.json");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", self.case));
        serde_json::from_str(&text).unwrap()
    }

    fn changed(&self, mut plan: Json) -> Json {
        let values: Vec<(String, Json)> =
            self.set.iter().map(|(pointer, value)| (pointer.clone(), self.value(&plan, pointer, value))).collect();
        let own = if self.edit.is_empty() { &mut plan } else { self.entry(&mut plan) };
        for (pointer, value) in values {
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            let parent = own.pointer_mut(parent).unwrap_or_else(|| panic!("{}: no {pointer}", self.case));
            match parent {
                Json::Array(elements) => elements[name.parse::<usize>().unwrap()] = value,
                parent => parent[name] = value,
            }
            if pointer == "/change/after" {
                own["change"]["after_unknown"] = json!({});
            }
        }
        plan
    }

    fn entry<'p>(&self, plan: &'p mut Json) -> &'p mut Json {
        let section = plan.pointer_mut(&format!("/{}", self.section)).and_then(Json::as_array_mut);
        let entries = section.unwrap_or_else(|| panic!("{}: no {}", self.case, self.section));
        let mut own: Vec<&mut Json> = entries.iter_mut().filter(|entry| is_of(entry, &self.edit)).collect();
        assert_eq!(own.len(), 1, "{}: {}", self.case, self.edit);
        own.remove(0)
    }

    /// A value of the table, or the one of the plan that it names.
    fn value(&self, plan: &Json, pointer: &str, value: &Json) -> Json {
        let Some(named) = value.as_str().and_then(|text| text.strip_prefix('=')) else { return value.clone() };
        let (address, pointer) = match named.split_once('/') {
            Some((address, pointer)) => (address, format!("/{pointer}")),
            None => (self.edit.as_str(), pointer.replacen("/after", "/before", 1)),
        };
        let section = if named.contains('/') { "resource_changes" } else { self.section.as_str() };
        let entries = plan.pointer(&format!("/{section}")).unwrap().as_array().unwrap();
        let entry = entries.iter().find(|entry| is_of(entry, address)).unwrap();
        entry.pointer(&pointer).unwrap_or_else(|| panic!("{}: no {pointer} of {address}", self.case)).clone()
    }

    fn is_found(&self, plan: &Json) -> bool {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.json");
        std::fs::write(&path, plan.to_string()).unwrap();
        // One policy is off unless it is asked for.
        let settings = format!("policy \"{}\" {{\n  enabled = true\n}}\n", self.policy);
        std::fs::write(folder.path().join(".poolproof.hcl"), settings).unwrap();
        let saved = root().join("testdata").join(&self.case).join("plan.tfplan");
        let mut arguments = vec!["check", path.to_str().unwrap(), "--report", "json", "--only", &self.policy];
        if self.config {
            arguments.extend(["--config", saved.to_str().unwrap()]);
        }
        let done = poolproof(arguments).within(folder.path()).run();
        let report: Json = serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {done}"));
        let wanted = (self.policy.clone(), self.address.clone());
        findings(&report).iter().any(|finding| finding["verdict"] == "fail" && named(finding) == wanted)
    }
}

/// Every policy whose finding can block.
fn that_block() -> BTreeSet<String> {
    let files = BUILT_IN.iter().map(|(path, text)| poolproof::policy::parse(&Source::new(*path, *text)).unwrap());
    let policies = files.flat_map(|file| file.policies);
    let blocks = |severity: &Severity| matches!(severity, Severity::S1 | Severity::S2);
    let worst =
        policies.filter(|policy| policy.about.severity.as_ref().is_some_and(|it| it.possible().iter().any(blocks)));
    worst.map(|policy| policy.label).collect()
}

#[test]
fn each_fact_that_decides_a_verdict_changes_it() {
    let text = std::fs::read_to_string(root().join("testdata/conscience.json")).unwrap();
    let rows: Vec<Row> = serde_json::from_str(&text).unwrap();
    let mut wrong = Vec::new();
    for row in &rows {
        let plan = row.plan();
        let (before, after) = (row.is_found(&plan), row.is_found(&row.changed(plan)));
        if before == row.found_after || after != row.found_after {
            wrong.push(format!(
                "{}: {} of {} decides {}: found {before}, then {after}",
                row.case, row.fact, row.edit, row.policy
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let plans: BTreeSet<&str> = rows.iter().map(|row| row.case.as_str()).collect();
    assert!(plans.len() >= 20, "{} plans", plans.len());
    let tried: BTreeSet<String> = rows.iter().map(|row| row.policy.clone()).collect();
    let untried: Vec<String> = that_block().difference(&tried).cloned().collect();
    assert!(untried.is_empty(), "no single fact changes the verdict of {untried:?}");
}
