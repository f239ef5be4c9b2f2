//! The recorded cases below `testdata/`: a plan, what has to be found in it, and what its apply made.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value as Json;

use crate::tool::{self, Done, Text, Tool, poolproof};

/// Fewer cases than these mean that the walk went wrong.
const AT_LEAST: [(&str, usize); 7] =
    [("incident", 5), ("broken", 19), ("healthy", 40), ("modes", 6), ("references", 60), ("joins", 2), ("kinds", 1)];

/// Policies that cases already ask for and that are not written yet. [`later_policies_are_not_there_yet`] says when one
/// has to leave this list.
pub(crate) const LATER: [&str; 0] = [];

pub(crate) struct Case {
    /// Such as `broken/all-weights-zero`.
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    pub(crate) expect: Expect,
}

/// `expect` of a `case.json`.
#[derive(Deserialize)]
pub(crate) struct Expect {
    blocks: Vec<Block>,
    /// Policies that may block too: they see the same fault from another side.
    #[serde(default)]
    pub(crate) may_block: BTreeSet<String>,
    /// Policies that find something and do not block.
    #[serde(default)]
    pub(crate) advises: BTreeSet<String>,
    /// Policies whose finding was there before the plan.
    #[serde(default)]
    pub(crate) pre_existing: BTreeSet<String>,
    /// Policies that cannot be decided.
    #[serde(default)]
    pub(crate) unknown: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Block {
    policy: String,
    address: String,
    #[serde(default)]
    pool: String,
}

/// A finding by policy, subject and, where the case names one, pool.
pub(crate) type Named = (String, String);

/// What the apply made of a plan.
#[derive(Deserialize)]
pub(crate) struct Truth {
    pub(crate) applied: bool,
    pub(crate) edges: Vec<TrueEdge>,
}

#[derive(Deserialize)]
pub(crate) struct TrueEdge {
    pub(crate) role: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) attribute: String,
    #[serde(default)]
    pub(crate) to_deposed: Option<String>,
}

/// Every recorded case, in the order of their names.
pub(crate) fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    for (group, least) in AT_LEAST {
        let before = cases.len();
        cases.extend(
            folders(&tool::root().join("testdata").join(group)).iter().filter_map(|folder| read(group, folder)),
        );
        let found = cases.len() - before;
        assert!(found >= least, "testdata/{group} has {found} cases and should have {least} or more");
    }
    cases
}

/// One case.
pub(crate) fn case(name: &str) -> Case {
    let group = name.split('/').next().unwrap();
    read(group, &tool::root().join("testdata").join(name)).unwrap_or_else(|| panic!("testdata/{name} has no case.json"))
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn read(group: &str, folder: &Path) -> Option<Case> {
    #[derive(Deserialize)]
    struct File {
        expect: Expect,
    }
    let text = std::fs::read_to_string(folder.join("case.json")).ok()?;
    let name = format!("{group}/{}", folder.file_name()?.to_str()?);
    let file: File = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}/case.json: {error}"));
    Some(Case { name, folder: folder.to_owned(), expect: file.expect })
}

impl Case {
    pub(crate) fn is_recorded(&self) -> bool {
        self.folder.join("plan.json").is_file()
    }

    pub(crate) fn text(&self) -> String {
        std::fs::read_to_string(self.folder.join("plan.json")).unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    pub(crate) fn json(&self) -> Json {
        serde_json::from_str(&self.text()).unwrap()
    }

    /// What the apply made; nothing where the apply did not work, as then the state is that of the stop.
    pub(crate) fn truth(&self) -> Option<Truth> {
        let text = std::fs::read_to_string(self.folder.join("truth.json")).ok()?;
        let truth: Truth =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}/truth.json: {error}", self.name));
        truth.applied.then_some(truth)
    }

    /// A command on this plan, started in its folder; with the saved plan where it is wanted and recorded.
    pub(crate) fn command(&self, saved_plan: bool, arguments: &[&str]) -> Tool {
        let mut all = vec![arguments[0], "plan.json"];
        if saved_plan && self.folder.join("plan.tfplan").is_file() {
            all.extend(["--config", "plan.tfplan"]);
        }
        all.extend(&arguments[1..]);
        poolproof(all).within(&self.folder)
    }

    /// The JSON report, and the run that gave it.
    pub(crate) fn check(&self, saved_plan: bool) -> (Done, Json) {
        let done = self.command(saved_plan, &["check", "--report", "json"]).run();
        assert!(done.code < 2 && done.stderr.is_empty(), "{}: {done}", self.name);
        let report = serde_json::from_str(&done.stdout).unwrap();
        (done, report)
    }

    pub(crate) fn graph(&self) -> Json {
        let command = self.command(true, &["graph", "--format", "json"]);
        let done = command.gives(0, &Text::Has(&["nodes"]), &Text::Nothing);
        serde_json::from_str(&done.stdout).unwrap()
    }

    /// What has to block, as policy and address.
    pub(crate) fn blocks(&self) -> BTreeSet<Named> {
        let known = self.expect.blocks.iter().filter(|block| !LATER.contains(&&*block.policy));
        known.map(|block| (block.policy.clone(), block.address.clone())).collect()
    }

    /// The pools that blocking findings have to name, beside policy and address.
    pub(crate) fn pools(&self) -> Vec<(Named, String)> {
        let named = self.expect.blocks.iter().filter(|block| !block.pool.is_empty());
        named.map(|block| ((block.policy.clone(), block.address.clone()), block.pool.clone())).collect()
    }
}

pub(crate) fn findings(report: &Json) -> &[Json] {
    report["findings"].as_array().unwrap()
}

/// Policy and address of a finding.
pub(crate) fn named(finding: &Json) -> Named {
    let text = |value: &Json| value.as_str().unwrap().to_owned();
    (text(&finding["policy"]), text(&finding["subject"]["address"]))
}

#[test]
fn every_case_is_recorded() {
    let missing: Vec<String> = all().into_iter().filter(|case| !case.is_recorded()).map(|case| case.name).collect();
    assert!(missing.is_empty(), "no plan.json in {missing:?}: run testdata/record/record.py");
}

#[test]
fn later_policies_are_not_there_yet() {
    let there: Vec<&str> = poolproof::read::BUILT_IN.iter().map(|(path, _)| *path).collect();
    for label in LATER {
        assert!(!there.iter().any(|path| path.contains(label)), "{label} is written: take it out of LATER");
    }
}
