//! A large plan is let go of and read again piece by piece. What is said of it is what is said of one that is kept.

use std::path::{Path, PathBuf};

use poolproof::evaluate::{InputValues, Rules};
use poolproof::graph::Kinds;
use poolproof::input::Input;
use poolproof::policy::{self, PolicyFile};
use poolproof::read::{self, Request};
use poolproof::{report, run};
use rayon::prelude::*;

use crate::tool::root;

fn policies() -> Vec<PolicyFile> {
    run::built_in().iter().map(|source| policy::parse(source).unwrap()).collect()
}

/// A plan or state alone in a folder, where no configuration is found beside it.
fn alone(file: &Path) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("input.json");
    std::fs::copy(file, &path).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

fn inputs(path: &str, large: u64) -> Vec<Input> {
    read::inputs(&Request { inputs: vec![path.to_owned()], large: Some(large), ..Request::default() }).unwrap()
}

fn said(inputs: &[Input], files: &[PolicyFile]) -> String {
    let rules = Rules { audit: true, ..Rules::default() };
    report::json(&run::judge(inputs, &[], &Kinds::built_in(), files, &InputValues::new(), rules))
}

fn below(folder: &str, name: &str) -> Vec<PathBuf> {
    let pattern = root().join("testdata").join(folder).join(name);
    glob::glob(pattern.to_str().unwrap()).unwrap().flatten().collect()
}

#[test]
fn what_is_read_again_is_judged_as_what_is_kept() {
    let files = policies();
    let mut recorded = below("broken", "**/plan.json");
    recorded.extend(below("healthy", "**/plan.json"));
    recorded.extend(below("worlds", "**/state.json"));
    let wrong: Vec<&PathBuf> = recorded
        .par_iter()
        .filter(|file| {
            let (_folder, path) = alone(file);
            said(&inputs(&path, u64::MAX), &files) != said(&inputs(&path, 1), &files)
        })
        .collect();
    assert!(recorded.len() > 100, "{} recorded", recorded.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A policy of a user asks for more than traffic: bodies of any type, and the JSON itself.
#[test]
fn policies_of_a_user_find_all_of_it() {
    let text = r#"
resource_policy "aws_*" "named" {
  operations = ["update", "delete"]
  enforce {
    condition     = core::try(attrs.id, "") == "none" && core::length(core::getresources("aws_vpc", {})) == 0
    error_message = "${meta.address} ${core::length(attrs)} ${core::try(prior_attrs.id, "-")}"
  }
}
plan_policy "listed" {
  select = "$.resource_changes[*].address"
  enforce {
    condition     = it == ""
    error_message = "an address"
  }
}
"#;
    let files = [policy::parse(&poolproof::source::Source::new("user.policy.hcl", text)).unwrap()];
    let (_folder, path) = alone(&root().join("testdata/incident/pool-dropped-from-map/plan.json"));
    let kept = said(&inputs(&path, u64::MAX), &files);
    assert!(kept.matches("\"fail\"").count() > 4, "{kept}");
    assert_eq!(kept, said(&inputs(&path, 1), &files));
}

/// Nobody knows what a file that was written over meanwhile had to say: that is no pass.
#[test]
fn a_file_that_changes_meanwhile_is_unknown() {
    let files = policies();
    let (_folder, path) = alone(&root().join("testdata/incident/pool-dropped-from-map/plan.json"));
    let read = inputs(&path, 1);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("aws", "AWS") + " ").unwrap();
    let said = said(&read, &files);
    assert!(!said.contains("\"verdict\": \"fail\""), "{said}");
    assert!(said.contains("\"verdict\": \"unknown\""), "{said}");
}

/// What was read by another coding stands at other places than its bytes do, and is kept.
#[test]
fn other_codings_are_kept() {
    let files = policies();
    let (_folder, path) = alone(&root().join("testdata/incident/pool-dropped-from-map/plan.json"));
    let plain = said(&inputs(&path, 1), &files);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("\u{feff}{text}")).unwrap();
    assert_eq!(said(&inputs(&path, 1), &files), plain);
    let wide: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(&path, wide).unwrap();
    assert_eq!(said(&inputs(&path, 1), &files), plain);
}
