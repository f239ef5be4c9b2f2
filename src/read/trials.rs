//! Test files of policies, and the policies and plans that they name.

use crate::source::Source;

use super::ReadError;
use super::files::{self, Found};

const ENDING: &str = ".policytest.hcl";
const POLICY: &str = ".policy.hcl";
const WANTED: &str = "name a .policytest.hcl file or a folder that has one";

/// The test files of these paths. A policy file stands for the test beside it.
///
/// # Errors
/// A path that cannot be read, or that has no test.
pub fn trials(paths: &[String]) -> Result<Vec<Source>, ReadError> {
    let mut found = Vec::new();
    for path in paths {
        let before = found.len();
        for one in files::find(path).map_err(|error| error.help(WANTED))? {
            match one {
                Found::File(path) => found.push(test_of(&path)),
                Found::Folder(folder) => {
                    found.extend(files::walk(&folder)?.into_iter().filter(|path| path.ends_with(ENDING)));
                }
            }
        }
        if found.len() == before {
            return Err(ReadError::new(path, "no test file (`*.policytest.hcl`) stands here or below").help(WANTED));
        }
    }
    found.sort();
    found.dedup();
    found.into_iter().map(|path| Ok(Source::new(path.clone(), files::read_text(&path)?))).collect()
}

fn test_of(path: &str) -> String {
    path.strip_suffix(POLICY).map_or_else(|| path.to_owned(), |stem| format!("{stem}{ENDING}"))
}

/// The policies that a test file tests: its targets, else those given, else the policy file of the same name beside it,
/// else every policy file of its folder.
///
/// # Errors
/// A target that cannot be read or has no policy.
pub fn policies_of(test: &str, targets: Option<&[String]>, given: &[String]) -> Result<Vec<Source>, ReadError> {
    if let Some(targets) = targets {
        let paths: Vec<String> = targets.iter().map(|target| target_of(&relative(test, target))).collect();
        return super::policies(&paths, false);
    }
    if !given.is_empty() {
        return super::policies(given, false);
    }
    let beside = test.strip_suffix(ENDING).map(|stem| format!("{stem}{POLICY}"));
    if let Some(beside) = beside.filter(|path| files::is_file(path)) {
        return super::policies(&[beside], false);
    }
    let folder = files::folder_of(test);
    let folder = if folder.is_empty() { "." } else { folder };
    super::policies(&[folder.to_owned()], false).map_err(|error| {
        error.help("name the policies in `policytest { targets = [\"…\"] }`, or give them with --policies PATH")
    })
}

/// A target may leave out the ending.
fn target_of(path: &str) -> String {
    let whole = format!("{path}{POLICY}");
    if files::is_file(&whole) { whole } else { path.to_owned() }
}

/// A path that a file names, relative to that file.
pub fn relative(file: &str, path: &str) -> String {
    let folder = files::folder_of(file);
    if path.starts_with('/') {
        return path.to_owned();
    }
    let mut steps: Vec<&str> = Vec::new();
    for step in folder.split('/').chain(path.split('/')).filter(|step| !matches!(*step, "" | ".")) {
        match (step, steps.last()) {
            ("..", Some(last)) if *last != ".." => {
                steps.pop();
            }
            _ => steps.push(step),
        }
    }
    let joined = if steps.is_empty() { ".".to_owned() } else { steps.join("/") };
    if folder.starts_with('/') { format!("/{joined}") } else { joined }
}
