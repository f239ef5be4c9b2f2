//! What fuzzing kept, run as ordinary tests: no reader hangs, panics or runs out of stack on any of it.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::tool::root;

#[path = "../fuzz/bodies.rs"]
mod bodies;

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// Runs the corpus of a target. One input takes well below a second; the machine may be busy with other things.
fn run(name: &str) {
    let (_, target) = bodies::TARGETS.iter().find(|(known, _)| *known == name).unwrap();
    let kept = files(&root().join("testdata/fuzz").join(name));
    assert!(kept.len() > 10, "{name} has {} inputs", kept.len());
    for path in kept {
        let bytes = std::fs::read(&path).unwrap();
        let start = Instant::now();
        target(&bytes);
        assert!(start.elapsed() < Duration::from_secs(30), "{} took {:?}", path.display(), start.elapsed());
    }
}

macro_rules! targets {
    ($($name:ident),* $(,)?) => {
        $(#[test] fn $name() { run(stringify!($name)); })*

        #[test]
        fn every_target_has_a_corpus_and_a_test() {
            let tested = [$(stringify!($name)),*];
            let mut kept: Vec<String> = files(&root().join("testdata/fuzz"))
                .iter()
                .filter(|path| path.is_dir())
                .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
                .collect();
            kept.sort();
            let mut names: Vec<&str> = bodies::TARGETS.iter().map(|(name, _)| *name).collect();
            names.sort_unstable();
            assert_eq!(kept, names);
            assert!(names.iter().all(|name| tested.contains(name)) && tested.len() == names.len());
            for name in names {
                assert!(root().join(format!("tests/fuzz/targets/{name}.rs")).is_file(), "{name}");
            }
        }
    };
}

targets![plan, state, saved_plan, modules, hcl, hcl_json, policy, policy_test, settings, jsonpath];
