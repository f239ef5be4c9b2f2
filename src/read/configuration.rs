//! Which configuration belongs to a plan, and where it is read from: the files inside the saved plan, a folder named
//! with `--config`, the plan's own folder, the working folder. What was read once is shared by all inputs of a run.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::folder::{self, Configured};
use super::rooted::{Place, Rooted};
use super::saved::{Planned, SavedPlan, Snapshot};
use super::{ReadError, Request, files};
use crate::finding::Problem;
use crate::input::ConfigurationSource;
use crate::model::{Locked, Mode, Plan};
use crate::modules::{self, Files, Module, Tree};

/// A configuration, as it was taken for a plan.
#[derive(Debug, Clone, Default)]
pub(super) struct Taken {
    pub(super) tree: Option<Arc<Tree>>,
    pub(super) source: ConfigurationSource,
    /// The folder or the saved plan.
    pub(super) path: Option<String>,
    /// Why there is less than there might be.
    pub(super) problems: Vec<Problem>,
    pub(super) notes: Vec<String>,
    /// The versions that a folder which was named, and which fits, was initialised with.
    pub(super) locked: Option<Locked>,
}

/// All configurations of a run.
pub(super) struct Library<'r> {
    request: &'r Request,
    /// Folders given with `--config`.
    named: Vec<(String, Rooted)>,
    folders: Shelf<PathBuf>,
    planned: Shelf<(String, Option<PathBuf>)>,
    /// Trees of folders that any input may be asked about.
    kept: Mutex<Vec<Arc<Tree>>>,
    /// The workspace of the environment, for folders that do not tell theirs.
    variable: Option<String>,
}

impl<'r> Library<'r> {
    pub(super) fn new(request: &'r Request) -> Result<Self, ReadError> {
        let mut named = Vec::new();
        for path in request.config.iter().filter(|path| files::is_folder(path)) {
            let rooted = Rooted::new(path).filter(has_configuration).ok_or_else(|| no_configuration(path))?;
            named.push((path.clone(), rooted));
        }
        let variable = std::env::var("TF_WORKSPACE").ok();
        let (folders, planned, kept) = Default::default();
        Ok(Self { request, named, folders, planned, kept, variable })
    }

    /// The configuration of the plan at `path`. `saved` are the saved plans that may be the plan's own, the likeliest
    /// first.
    pub(super) fn of(&self, path: &str, plan: &Plan, saved: &[Arc<SavedPlan>]) -> Taken {
        if let Some(taken) = self.saved(path, plan, saved) {
            return taken;
        }
        if let Some(taken) = self.named_folder(plan) {
            return taken;
        }
        let mut notes = Vec::new();
        let mut tried = BTreeSet::new();
        for folder in [own_folder(path), Some(".")].into_iter().flatten() {
            let Some(rooted) = Rooted::new(folder).filter(has_configuration) else { continue };
            if !tried.insert(rooted.identity().to_owned()) {
                continue;
            }
            let tree = self.folder(&rooted);
            match difference(plan, &tree) {
                None => return taken(tree, ConfigurationSource::Directory, folder),
                Some(why) => notes.push(format!("The configuration in {folder} is not the one of this plan: {why}.")),
            }
        }
        Taken { notes, ..Taken::default() }
    }

    /// The configuration in a folder that no plan belongs to; nothing where there is none.
    pub(super) fn unplanned(&self, folder: &str) -> Option<(Rooted, Arc<Tree>)> {
        let rooted = Rooted::new(folder).filter(has_configuration)?;
        let tree = self.folder(&rooted);
        Some((rooted, tree))
    }

    fn saved(&self, path: &str, plan: &Plan, saved: &[Arc<SavedPlan>]) -> Option<Taken> {
        let mut first = None;
        for saved in saved {
            let Some(snapshot) = &saved.snapshot else { continue };
            let tree = self.planned(path, saved, snapshot);
            let mut taken = taken(tree, ConfigurationSource::SavedPlan, &saved.path);
            let Some(why) = taken.tree.as_ref().and_then(|tree| difference(plan, tree)) else { return Some(taken) };
            taken.problems.push(does_not_match(&saved.path, &why));
            first = first.or(Some(taken));
        }
        first
    }

    /// What was named is taken, also where it does not fit: leaving it out in silence would be worse.
    fn named_folder(&self, plan: &Plan) -> Option<Taken> {
        let mut first = None;
        for (path, rooted) in self.named.clone() {
            let tree = self.folder(&rooted);
            let why = difference(plan, &tree);
            let mut taken = taken(tree, ConfigurationSource::Directory, &path);
            let Some(why) = why else {
                taken.locked = Some(folder::locked(&rooted));
                return Some(taken);
            };
            taken.problems.push(does_not_match(&path, &why));
            first = first.or(Some(taken));
        }
        first
    }

    fn folder(&self, rooted: &Rooted) -> Arc<Tree> {
        if let Some(tree) = self.folders.get(rooted.identity()) {
            return tree;
        }
        let mut tree = modules::tree(&mut Configured::new(rooted));
        tree.workspace = folder::workspace(rooted, self.variable.clone()).or_else(|| self.request.workspace.clone());
        tree.files = files_below(rooted.clone(), &tree.modules);
        let tree = self.folders.put(rooted.identity().to_owned(), tree);
        if self.is_shared(rooted) {
            self.kept.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&tree));
        }
        tree
    }

    /// The tree of a snapshot. The files beside it are read where they are still those that were planned.
    fn planned(&self, path: &str, saved: &SavedPlan, snapshot: &Snapshot) -> Arc<Tree> {
        let mut candidates: Vec<Rooted> = self.named.iter().map(|(_, rooted)| rooted.clone()).collect();
        let near = [own_folder(path), own_folder(&saved.path), Some(".")];
        candidates.extend(near.into_iter().flatten().filter_map(Rooted::new));
        let checked: Vec<(Rooted, Result<(), Moved>)> = candidates
            .into_iter()
            .map(|rooted| {
                let same = same_files(&rooted, snapshot);
                (rooted, same)
            })
            .collect();
        let home = checked.iter().find(|(_, same)| same.is_ok());
        let key = (saved.path.clone(), home.map(|(rooted, _)| rooted.identity().to_owned()));
        if let Some(tree) = self.planned.get(&key) {
            return tree;
        }
        let shown = home.or(checked.first()).map_or_else(String::new, |(rooted, _)| rooted.show("."));
        let mut tree = modules::tree(&mut Planned { snapshot, shown: &shown });
        tree.workspace = saved.facts.workspace.clone().or_else(|| self.request.workspace.clone());
        tree.files = match home {
            Some((rooted, _)) => files_below(rooted.clone(), &tree.modules),
            None => moved(&checked),
        };
        self.planned.put(key, tree)
    }

    fn is_shared(&self, rooted: &Rooted) -> bool {
        let is = |other: &Rooted| other.identity() == rooted.identity();
        self.named.iter().any(|(_, named)| is(named)) || Rooted::new(".").is_some_and(|working| is(&working))
    }
}

/// Trees that were read, for as long as an input has them: a run of many plans must not keep the configuration of each.
#[derive(Debug)]
struct Shelf<K>(Mutex<BTreeMap<K, Weak<Tree>>>);

impl<K> Default for Shelf<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Ord> Shelf<K> {
    fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<Arc<Tree>>
    where
        K: Borrow<Q>,
    {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).and_then(Weak::upgrade)
    }

    /// The tree that all share from now on. Two that read one at once read it twice: nobody waits with a lock in hand.
    fn put(&self, key: K, tree: Tree) -> Arc<Tree> {
        let mut trees = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = trees.get(&key).and_then(Weak::upgrade) {
            return known;
        }
        let tree = Arc::new(tree);
        trees.insert(key, Arc::downgrade(&tree));
        tree
    }
}

fn taken(tree: Arc<Tree>, source: ConfigurationSource, path: &str) -> Taken {
    Taken { tree: Some(tree), source, path: Some(path.to_owned()), ..Taken::default() }
}

/// The folder that the plan at `path` lies in; standard input lies in none.
fn own_folder(path: &str) -> Option<&str> {
    match files::folder_of(path) {
        _ if path == "-" => None,
        "" if path.starts_with('/') => Some("/"),
        "" => Some("."),
        folder => Some(folder),
    }
}

fn has_configuration(rooted: &Rooted) -> bool {
    let names = rooted.names(".").ok().flatten().unwrap_or_default();
    !modules::read_order(names.iter().map(String::as_str)).is_empty()
}

fn no_configuration(path: &str) -> ReadError {
    ReadError::new(path, "there is no .tf file in this folder")
        .help("give --config the folder of the root module, where terraform was run")
}

fn does_not_match(path: &str, why: &str) -> Problem {
    Problem {
        message: format!("the configuration in {path}, given for this plan, is not the one it was made from: {why}"),
        location: None,
        policy: None,
    }
}

/// The first resource that the plan's configuration and a tree do not both have. What stands in a file or a module that
/// is not at hand is no difference.
fn difference(plan: &Plan, tree: &Tree) -> Option<String> {
    let mut planned: BTreeSet<(Vec<String>, String)> = BTreeSet::new();
    plan.configuration.walk(|path, module| {
        let path: Vec<String> = path.iter().map(|name| (*name).to_owned()).collect();
        planned.extend(module.resources.keys().map(|address| (path.clone(), address.clone())));
    });
    for (path, address) in &planned {
        if !has(tree, path, address) {
            return Some(format!("the plan has {}, and it has not", in_module(path, address)));
        }
    }
    for (path, module) in &tree.modules {
        for (mode, type_, name) in module.resources.keys() {
            let data = if *mode == Mode::Data { "data." } else { "" };
            let key = (path.clone(), format!("{data}{type_}.{name}"));
            if !planned.contains(&key) {
                return Some(format!("it has {}, and the plan has not", in_module(&key.0, &key.1)));
            }
        }
    }
    None
}

fn has(tree: &Tree, path: &[String], address: &str) -> bool {
    let Some(module) = tree.modules.get(path) else { return is_called(tree, path) };
    // Of resources that exist only while Terraform runs nothing is asked.
    if module.incomplete.is_some() || address.starts_with("ephemeral.") {
        return true;
    }
    let (mode, rest) = match address.strip_prefix("data.") {
        Some(rest) => (Mode::Data, rest),
        None => (Mode::Managed, address),
    };
    rest.split_once('.')
        .is_some_and(|(type_, name)| module.resources.contains_key(&(mode, type_.to_owned(), name.to_owned())))
}

/// Whether a module that is not at hand, or one it lies in, is called where the plan says.
fn is_called(tree: &Tree, path: &[String]) -> bool {
    (0..path.len()).rev().any(|depth| {
        let (above, below) = path.split_at(depth);
        let called = |module: &Module| {
            module.incomplete.is_some() || below.first().is_some_and(|name| module.calls.contains_key(name))
        };
        tree.modules.get(above).is_some_and(called)
    })
}

fn in_module(path: &[String], address: &str) -> String {
    let steps: String = path.iter().map(|name| format!("module.{name}.")).collect();
    format!("{steps}{address}")
}

/// A file of a folder that is not what was planned; none where there is nothing to compare.
type Moved = Option<String>;

/// Whether the files of HCL in a folder are those of the snapshot. Override files may be gone: automation writes them for
/// the time of the plan. Modules may be gone too, since then there is nothing to read beside them.
fn same_files(rooted: &Rooted, snapshot: &Snapshot) -> Result<(), Moved> {
    if !has_configuration(rooted) {
        return Err(None);
    }
    for (key, folder) in &snapshot.folders {
        let empty = BTreeMap::new();
        let planned = snapshot.files.get(key).unwrap_or(&empty);
        let shown = |name: &str| rooted.show(&format!("{folder}/{name}"));
        let names = match rooted.names(folder) {
            Ok(Some(names)) => names,
            Ok(None) => continue,
            Err(_) => return Err(Some(shown("."))),
        };
        for name in modules::read_order(names.iter().map(String::as_str)) {
            let here = rooted.read(&format!("{folder}/{name}")).ok();
            if here.is_none() || here.as_ref() != planned.get(name) {
                return Err(Some(shown(name)));
            }
        }
        let gone = modules::read_order(planned.keys().map(String::as_str))
            .into_iter()
            .find(|name| !modules::is_override(name) && !names.iter().any(|here| here == name));
        if let Some(name) = gone {
            return Err(Some(shown(name)));
        }
    }
    Ok(())
}

pub(super) fn files_below(rooted: impl Place + Clone + 'static, modules: &BTreeMap<Vec<String>, Module>) -> Files {
    let folders: BTreeSet<String> = modules.values().map(|module| module.folder.clone()).collect();
    let folders: Vec<String> = folders.into_iter().collect();
    let listed = rooted.clone();
    let files = Files::new(move |path| {
        rooted.read_named(path, &folders).map_err(|why| format!("the file {path} is not at hand: {why}"))
    });
    files.listed(move |folder| {
        let inside = !folder.split('/').any(|step| step == "..") && !folder.starts_with('/');
        let names = if inside {
            listed.entries(folder)?
        } else {
            return Err(format!("{folder} leads out of the configuration"));
        };
        Ok(names.unwrap_or_default())
    })
}

/// No files: they may have changed since the plan was made.
fn moved(checked: &[(Rooted, Result<(), Moved>)]) -> Files {
    let changed = checked.iter().find_map(|(_, same)| same.as_ref().err().cloned().flatten());
    let Some(changed) = changed else { return Files::default() };
    Files::new(move |path| {
        Err(format!(
            "the file {path} is not at hand: {changed} is not what it was when the plan was made, so {path} may not be either"
        ))
    })
}
