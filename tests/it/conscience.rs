//! The test of conscience: in recorded plans each single fact that decides a verdict is changed, and the verdict has to
//! follow. The facts stand in `testdata/conscience.json`: `edit` names the entry of a `section` of the plan, `set` what
//! becomes of it by JSON pointer (`=before` takes the value of before), and `found_after` whether the fault is there then.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value as Json, json};

use crate::cases::{case, findings, named};
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
}

impl Row {
    fn changed(&self, mut plan: Json) -> Json {
        let entries =
            plan[&self.section].as_array_mut().unwrap_or_else(|| panic!("{}: no {}", self.case, self.section));
        let mut own: Vec<&mut Json> =
            entries.iter_mut().filter(|entry| entry["address"] == *self.edit && entry["deposed"].is_null()).collect();
        assert_eq!(own.len(), 1, "{}: {}", self.case, self.edit);
        for (pointer, value) in &self.set {
            let value = match value.as_str() {
                Some("=before") => own[0].pointer(&pointer.replacen("/after", "/before", 1)).unwrap().clone(),
                _ => value.clone(),
            };
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            let parent = own[0].pointer_mut(parent).unwrap_or_else(|| panic!("{}: no {pointer}", self.case));
            match parent {
                Json::Array(elements) => elements[name.parse::<usize>().unwrap()] = value,
                parent => parent[name] = value,
            }
            if pointer == "/change/after" {
                own[0]["change"]["after_unknown"] = json!({});
            }
        }
        plan
    }

    fn is_found(&self, plan: &Json) -> bool {
        let check = poolproof(["check", "-", "--report", "json"]).stdin(plan.to_string().into_bytes());
        let done = check.run();
        let report: Json = serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {done}"));
        let wanted = (self.policy.clone(), self.address.clone());
        findings(&report).iter().any(|finding| finding["verdict"] == "fail" && named(finding) == wanted)
    }
}

#[test]
fn each_fact_that_decides_a_verdict_changes_it() {
    let text = std::fs::read_to_string(root().join("testdata/conscience.json")).unwrap();
    let rows: Vec<Row> = serde_json::from_str(&text).unwrap();
    let mut wrong = Vec::new();
    for row in &rows {
        let plan = case(&row.case).json();
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
}
