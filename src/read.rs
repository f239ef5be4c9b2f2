//! The room that touches the world: files, folders, standard input. Everything behind it works on plain data and
//! cannot fail; what is wrong with an input is said here, with what to do about it.

mod again;
mod cases;
mod configuration;
mod ending;
mod error;
mod files;
mod folder;
mod kept;
pub mod memory;
mod plan;
mod policies;
mod recognise;
mod revision;
mod rooted;
mod saved;
mod settings;
mod show;
mod state;
#[cfg(test)]
mod tests;
mod text;
mod tfplan;
mod trials;
mod unplanned;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rayon::prelude::*;

use crate::input::{Input, InputKind};
use crate::model::{Plan, Text};
use crate::source::Source;

pub use cases::{Case, cases};
pub use ending::{end_at_once, end_tidily};
pub use error::ReadError;
pub use files::{file_size, write_whole};
pub use plan::parse as parse_plan;
pub use policies::{BUILT_IN, is_built_in, policies};
pub use revision::{Revision, revision};
pub use settings::{environment, settings, text, today, write_new};
pub use state::agrees;
pub use trials::{policies_of, relative, trials};

use again::Again;
use configuration::Library;
use files::Found;
use saved::SavedPlan;

/// Which inputs to read, as typed.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Files, folders, globs, `-`. None means the working folder.
    pub inputs: Vec<String>,
    /// What the plans were made from: saved plans, folders.
    pub config: Vec<String>,
    /// The terraform or tofu that renders saved plans.
    pub terraform: Option<String>,
    /// `terraform.workspace`, where no input tells it.
    pub workspace: Option<String>,
    /// How long the tool that renders a saved plan may take; a while of its own where nobody says.
    pub time_limit: Option<Duration>,
    /// From how many bytes on a plan is not kept in memory whole; a number that suits where nobody says.
    pub large: Option<u64>,
}

/// Reads every input of a run, in the order given; what a folder holds comes in the order of its paths.
///
/// # Errors
/// The first input that is not what it should be, with what to do.
pub fn inputs(request: &Request) -> Result<Vec<Input>, ReadError> {
    let reader = Reader::new(request)?;
    let read: Vec<Result<Input, ReadError>> = reader.positions().into_par_iter().map(|at| reader.read(at)).collect();
    let inputs = read.into_iter().collect::<Result<Vec<_>, _>>()?;
    reader.every_saved_plan_is_used()?;
    Ok(inputs)
}

/// The texts of reports that are named by path or glob, with their paths.
///
/// # Errors
/// A file that is not there or cannot be read.
pub fn texts(paths: &[String]) -> Result<Vec<Source>, ReadError> {
    let mut texts = Vec::new();
    for path in paths {
        let wanted = "name the JSON report of each part, as `poolproof check … --report json=FILE` wrote it";
        for found in files::find(path).map_err(|error| error.help(wanted))? {
            let (Found::File(path) | Found::Folder(path)) = found;
            texts.push(text(&path)?);
        }
    }
    Ok(texts)
}

/// The inputs of a run, listed and not yet read. They can be read in any order, several at once, and again.
pub struct Reader<'r> {
    request: &'r Request,
    entries: Vec<Entry>,
    /// Saved plans that lie below a folder that was named, by their own folder.
    beside: BTreeMap<String, Vec<String>>,
    /// Saved plans given with `--config`.
    named: Vec<Arc<SavedPlan>>,
    /// Whether each of those belongs to an input, or why not, by the input.
    fits: Mutex<BTreeMap<usize, Vec<Result<(), String>>>>,
    library: Library<'r>,
}

/// What is to be read.
enum Entry {
    /// A file that was named.
    File(String),
    /// A plan JSON below a folder.
    Plan(String),
    /// A saved plan below a folder, with no plan JSON beside it.
    Saved(String),
    /// A folder without any plan.
    Folder(String),
}

impl Entry {
    fn path(&self) -> &str {
        match self {
            Self::File(path) | Self::Plan(path) | Self::Saved(path) | Self::Folder(path) => path,
        }
    }
}

impl<'r> Reader<'r> {
    /// Finds what there is to read.
    ///
    /// # Errors
    /// A path that leads nowhere, or a `--config` that is none.
    pub fn new(request: &'r Request) -> Result<Self, ReadError> {
        let mut named = Vec::new();
        for path in request.config.iter().filter(|path| !files::is_folder(path)) {
            let bytes = files::read(path)?;
            if !recognise::is_zip(&bytes) {
                return Err(saved::not_a_saved_plan(path));
            }
            named.push(Arc::new(SavedPlan::open(path, &bytes)?));
        }
        let (entries, beside, fits) = Default::default();
        let mut reader = Self { request, entries, beside, named, fits, library: Library::new(request)? };
        reader.list()?;
        Ok(reader)
    }

    /// What is named twice, by itself and in its folder or by two globs, is one input.
    fn list(&mut self) -> Result<(), ReadError> {
        let working_folder = [".".to_owned()];
        let wanted = if self.request.inputs.is_empty() { &working_folder[..] } else { &self.request.inputs };
        for path in wanted {
            for found in files::find(path)? {
                match found {
                    Found::File(path) => self.entries.push(Entry::File(path)),
                    Found::Folder(path) => self.list_folder(&path)?,
                }
            }
        }
        let mut seen = BTreeSet::new();
        self.entries.retain(|entry| entry.path() == "-" || seen.insert(files::real(entry.path())));
        Ok(())
    }

    /// A folder stands for every plan JSON below it, and for every saved plan that has no plan JSON beside it.
    fn list_folder(&mut self, folder: &str) -> Result<(), ReadError> {
        let below = Below::read(folder, |path| self.large(path))?;
        let mut found: Vec<(&String, Entry)> =
            below.plans.iter().map(|path| (path, Entry::Plan(path.clone()))).collect();
        for path in below.alone() {
            found.push((path, Entry::Saved(path.clone())));
        }
        found.sort_by_key(|(path, _)| *path);
        if found.is_empty() {
            found.push((&below.folder, Entry::Folder(folder.to_owned())));
        }
        self.entries.extend(found.into_iter().map(|(_, entry)| entry));
        self.beside.extend(below.saved);
        Ok(())
    }

    /// The paths of the inputs, in their order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(Entry::path)
    }

    /// The places of the inputs in their order.
    pub fn positions(&self) -> Vec<usize> {
        (0..self.entries.len()).collect()
    }

    /// Bytes of all inputs; `None` where one of them can be read only once.
    pub fn size(&self) -> Option<u64> {
        self.paths().map(|path| if path == "-" { None } else { files::size(path) }).sum()
    }

    /// Reads the input at a place of the order.
    ///
    /// # Errors
    /// An input that is not what it should be, with what to do.
    pub fn read(&self, position: usize) -> Result<Input, ReadError> {
        let input = match self.entries.get(position) {
            Some(Entry::File(path)) => self.file(path),
            Some(Entry::Plan(path)) => self.planned(path),
            Some(Entry::Saved(path)) => self.saved(Arc::new(SavedPlan::open(path, &files::read(path)?)?)),
            Some(Entry::Folder(path)) => self.unplanned(path),
            None => Err(ReadError::new("", format!("there is no input {position}"))),
        }?;
        if !self.named.is_empty() {
            let fits = self.named.iter().map(|saved| agrees(&input.plan, &saved.recorded)).collect();
            self.fits.lock().unwrap_or_else(PoisonError::into_inner).insert(position, fits);
        }
        Ok(input)
    }

    fn file(&self, path: &str) -> Result<Input, ReadError> {
        let large = self.large(path);
        if let Some(plan) = large.as_ref().and_then(|file| file.plan(path)) {
            return Ok(self.plan(path, plan, &[]));
        }
        let bytes = files::read(path)?;
        if recognise::is_zip(&bytes) {
            let saved = SavedPlan::open(path, &bytes)?;
            return self.saved(Arc::new(saved));
        }
        let text = Arc::new(text::decode(path, bytes)?);
        match plan::parse(path, Arc::clone(&text)) {
            Ok(plan) => Ok(self.plan(path, plan, &[])),
            // Only what is no plan is looked at again: a plan can have 100 MB.
            Err(_) if recognise::is_state(&text) => state_input(path, &text, large),
            Err(error) => Err(error),
        }
    }

    fn large(&self, path: &str) -> Option<Arc<Again>> {
        Again::open(path, self.request.large.unwrap_or(again::LARGE))
    }

    /// A plan below a folder. A saved plan beside it is its configuration and recorded state when the two agree.
    fn planned(&self, path: &str) -> Result<Input, ReadError> {
        let plan = match self.large(path).and_then(|file| file.plan(path)) {
            Some(plan) => plan,
            None => plan::parse(path, files::read_text(path)?)?,
        };
        let beside = self.beside.get(files::folder_of(path)).into_iter().flatten();
        let beside: Vec<_> = beside.filter_map(|path| open_beside(path)).collect();
        Ok(self.plan(path, plan, &beside))
    }

    /// A saved plan as input: the tool that wrote it renders its values, all else it has itself.
    fn saved(&self, saved: Arc<SavedPlan>) -> Result<Input, ReadError> {
        let limit = self.request.time_limit.unwrap_or(show::TIME_LIMIT);
        let json = show::json(&saved, self.request.terraform.as_deref(), limit)?;
        let plan = plan::parse(&saved.path, text::decode(&saved.path, json)?)?;
        let path = saved.path.clone();
        Ok(self.input(&path, InputKind::SavedPlan, plan, &[saved]))
    }

    fn unplanned(&self, folder: &str) -> Result<Input, ReadError> {
        let (rooted, tree) = self.library.unplanned(folder).ok_or_else(|| recognise::no_plan_in(folder))?;
        unplanned::input(folder, &rooted, tree)
    }

    /// Plan JSON, with the saved plans that lie beside it.
    fn plan(&self, path: &str, plan: Plan, beside: &[Arc<SavedPlan>]) -> Input {
        let known = self.named.iter().chain(beside);
        let own: Vec<_> = known.filter(|saved| agrees(&plan, &saved.recorded).is_ok()).cloned().collect();
        self.input(path, InputKind::Plan, plan, &own)
    }

    fn input(&self, path: &str, kind: InputKind, mut plan: Plan, own: &[Arc<SavedPlan>]) -> Input {
        if let Some(saved) = own.first() {
            plan.configuration.lock(&saved.locked);
        }
        let taken = self.library.of(path, &plan, own);
        if let Some(locked) = taken.locked.as_ref().filter(|_| own.is_empty()) {
            plan.configuration.lock(locked);
        }
        kept::without_kept(&mut plan);
        // The state and the configuration come from one saved plan where they can.
        let recorded = own.iter().find(|saved| taken.path.as_ref() == Some(&saved.path)).or(own.first());
        let mut notes = plan::notes(&plan, recorded.is_some());
        notes.extend(taken.notes);
        Input {
            path: path.to_owned(),
            kind,
            plan,
            recorded: recorded.map(|saved| saved.recorded.clone()),
            recorded_from: recorded.map(|saved| saved.path.clone()),
            configuration: taken.tree,
            configuration_source: taken.source,
            configuration_path: taken.path,
            external_pools: Vec::new(),
            problems: taken.problems,
            notes,
            doubtful: BTreeMap::new(),
        }
    }

    /// A saved plan that was named and belongs to none of the inputs is a mistake that would weaken the verdict unseen.
    ///
    /// # Errors
    /// The saved plan, and why it does not belong to the first input.
    pub fn every_saved_plan_is_used(&self) -> Result<(), ReadError> {
        let fits = self.fits.lock().unwrap_or_else(PoisonError::into_inner);
        for (at, saved) in self.named.iter().enumerate() {
            let reasons: Vec<_> = fits.values().filter_map(|fits| fits.get(at)).collect();
            if reasons.iter().any(|reason| reason.is_ok()) {
                continue;
            }
            let why = reasons.into_iter().find_map(|reason| reason.as_ref().err().cloned()).unwrap_or_default();
            return Err(ReadError::new(
                &saved.path,
                format!("this saved plan does not belong to the plan given: {why}"),
            )
            .help("give the file that `terraform plan -out` wrote for this very plan, or leave --config out"));
        }
        Ok(())
    }
}

/// A state has every value, and no configuration is needed to follow them. The text of a large one stays in its file.
fn state_input(path: &str, text: &Arc<String>, large: Option<Arc<Again>>) -> Result<Input, ReadError> {
    let left = large.and_then(|file| file.of(text));
    let kept = left.unwrap_or_else(|| Arc::new(Text::Kept(Arc::clone(text))));
    let mut input = Input::alone(path, InputKind::State, plan::parse_state(path, text, &kept)?);
    input.notes.push("This is a state: what there is now is judged, and every fault in it counts.".to_owned());
    Ok(input)
}

/// What lies below a folder, by its content.
struct Below {
    folder: String,
    plans: BTreeSet<String>,
    /// Zips by the folder they lie in.
    saved: BTreeMap<String, Vec<String>>,
}

impl Below {
    fn read(folder: &str, large: impl Fn(&str) -> Option<Arc<Again>> + Sync) -> Result<Self, ReadError> {
        let mut below = Self { folder: folder.to_owned(), plans: BTreeSet::new(), saved: BTreeMap::new() };
        let files = files::walk(folder)?;
        let looked: Vec<Result<Option<Sort>, ReadError>> =
            files.par_iter().map(|path| sort_of(path, large(path))).collect();
        for (path, sort) in files.into_iter().zip(looked) {
            match sort? {
                Some(Sort::Zip) => below.saved.entry(files::folder_of(&path).to_owned()).or_default().push(path),
                Some(Sort::Plan) => drop(below.plans.insert(path)),
                None => {}
            }
        }
        Ok(below)
    }

    /// Saved plans that have no plan JSON beside them. A zip need not be a saved plan, unless it is called one: a broken one
    /// is not passed over.
    fn alone(&self) -> Vec<&String> {
        let with_plan: BTreeSet<&str> = self.plans.iter().map(|path| files::folder_of(path)).collect();
        let alone = self.saved.iter().filter(|(folder, _)| !with_plan.contains(folder.as_str()));
        let is_called_plan = |path: &str| recognise::is_called_plan(path) && !path.ends_with(".zip");
        alone.flat_map(|(_, paths)| paths).filter(|path| is_called_plan(path) || open_beside(path).is_some()).collect()
    }
}

/// What a file of a folder may be.
enum Sort {
    Plan,
    Zip,
}

fn sort_of(path: &str, large: Option<Arc<Again>>) -> Result<Option<Sort>, ReadError> {
    if let Some(sections) = large.and_then(|file| file.sections()) {
        return Ok(recognise::is_plan(&sections).then_some(Sort::Plan));
    }
    let is_called_plan = path.ends_with(".json") && recognise::is_called_plan(path);
    let may_be = |head: &[u8]| is_called_plan || recognise::may_be_plan(head) || recognise::is_zip(head);
    let Some(bytes) = files::read_if(path, may_be)? else { return Ok(None) };
    if recognise::is_zip(&bytes) {
        return Ok(Some(Sort::Zip));
    }
    let text = text::decode(path, bytes)?;
    Ok((recognise::is_plan(&text) || is_called_plan && recognise::is_no_json(&text)).then_some(Sort::Plan))
}

/// A zip in a folder need not be a saved plan; one that cannot be read says nothing about the plans there.
fn open_beside(path: &str) -> Option<Arc<SavedPlan>> {
    SavedPlan::open(path, &files::read(path).ok()?).ok().map(Arc::new)
}
