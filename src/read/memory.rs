//! Inputs that are in memory already: read as if they came from the disk, with no disk behind them. Whoever holds the
//! readers against text of their own making needs no folder for it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::configuration::files_below;
use super::folder::Configured;
use super::rooted::{Place, joined, normal};
use super::saved::{Planned, SavedPlan};
use super::{ReadError, plan, recognise, state_input, text, unplanned};
use crate::input::{Input, InputKind};
use crate::model::{Plan, Text};
use crate::modules::{self, Listing};

/// Reads what a file holds: plan JSON or state JSON, or a saved plan, of which without the tool that wrote it only the
/// configuration and the recorded state are told.
///
/// # Errors
/// When it is none of them, or damaged: what it is instead, and what to do.
pub fn input(path: &str, bytes: Vec<u8>) -> Result<Input, ReadError> {
    if recognise::is_zip(&bytes) {
        return saved(&SavedPlan::open(path, &bytes)?);
    }
    let text = text::decode(path, bytes)?;
    if recognise::is_state(&text) {
        return state_input(path, &Arc::new(text), None);
    }
    Ok(Input::alone(path, InputKind::Plan, plan::parse(path, text)?))
}

/// Reads plan JSON as the large file that it may come from is read: `width` bytes at a time. Nothing where it has to be read
/// whole, be it to tell what is wrong with it.
pub fn in_pieces(path: &str, text: &str, width: usize) -> Option<Plan> {
    let kept = Arc::new(Text::Kept(Arc::new(text.to_owned())));
    plan::in_pieces(path, text.as_bytes(), &kept, width).map(|(plan, _)| plan)
}

fn saved(saved: &SavedPlan) -> Result<Input, ReadError> {
    let snapshot = saved.snapshot.clone().unwrap_or_default();
    let mut tree = modules::tree(&mut Planned { snapshot: &snapshot, shown: "" });
    tree.workspace.clone_from(&saved.facts.workspace);
    let input = unplanned::input(&saved.path, &Folder::default(), Arc::new(tree))?;
    Ok(Input { recorded: Some(saved.recorded.clone()), recorded_from: Some(saved.path.clone()), ..input })
}

/// Reads a configuration whose files, by their paths below the folder of its root module, are these.
///
/// # Errors
/// When it is larger than what is read without a plan.
pub fn configuration(files: BTreeMap<String, Vec<u8>>) -> Result<Input, ReadError> {
    let folder = Folder { files: Arc::new(files) };
    let mut tree = modules::tree(&mut Configured::new(&folder));
    tree.files = files_below(folder.clone(), &tree.modules);
    unplanned::input(".", &folder, Arc::new(tree))
}

/// A folder in memory. `..` leads out of it at once: there is nothing around it.
#[derive(Debug, Clone, Default)]
struct Folder {
    files: Arc<BTreeMap<String, Vec<u8>>>,
}

impl Folder {
    fn bytes(&self, relative: &str) -> Result<Vec<u8>, String> {
        let path = normal(relative)?.join("/");
        self.files.get(&path).cloned().ok_or_else(|| "there is no such file".to_owned())
    }
}

impl Place for Folder {
    fn show(&self, relative: &str) -> String {
        joined(".", relative).unwrap_or_else(|_| relative.to_owned())
    }

    fn names(&self, relative: &str) -> Result<Option<Vec<String>>, String> {
        let parts = normal(relative)?;
        let start: String = parts.iter().map(|part| format!("{part}/")).collect();
        let below = self.files.keys().filter_map(|path| path.strip_prefix(&start));
        let names: Vec<String> = below.filter(|rest| !rest.contains('/')).map(str::to_owned).collect();
        Ok(Some(names).filter(|names| parts.is_empty() || !names.is_empty()))
    }

    fn entries(&self, relative: &str) -> Result<Option<Listing>, String> {
        let parts = normal(relative)?;
        let start: String = parts.iter().map(|part| format!("{part}/")).collect();
        let (mut listing, mut folders) = (Listing::default(), BTreeSet::new());
        for rest in self.files.keys().filter_map(|path| path.strip_prefix(&start)) {
            match rest.split_once('/') {
                Some((folder, _)) => drop(folders.insert(folder.to_owned())),
                None => listing.files.push(rest.to_owned()),
            }
        }
        listing.folders.extend(folders);
        Ok(Some(listing))
    }

    fn read(&self, relative: &str) -> Result<Vec<u8>, String> {
        self.bytes(relative)
    }

    fn read_named(&self, path: &str, _modules: &[String]) -> Result<Vec<u8>, String> {
        self.bytes(path)
    }
}
