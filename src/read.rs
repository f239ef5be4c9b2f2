//! The room that touches the world: files, folders, standard input. Everything behind it works on plain data and
//! cannot fail; what is wrong with an input is said here, with what to do about it.

mod cases;
mod configuration;
mod error;
mod files;
mod folder;
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
use std::sync::Arc;

use crate::input::{Input, InputKind};
use crate::model::Plan;

pub use cases::{Case, cases};
pub use error::ReadError;
pub use files::write_whole;
pub use plan::parse as parse_plan;
pub use policies::{BUILT_IN, is_built_in, policies};
pub use revision::{Revision, revision};
pub use settings::{environment, settings, text, today, write_new};
pub use state::agrees;
pub use trials::{policies_of, relative, trials};

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
}

/// Reads every input of a run, in the order given; what a folder holds comes in the order of its paths.
///
/// # Errors
/// The first input that is not what it should be, with what to do.
pub fn inputs(request: &Request) -> Result<Vec<Input>, ReadError> {
    let mut reader = Reader::new(request)?;
    let working_folder = [".".to_owned()];
    let wanted = if request.inputs.is_empty() { &working_folder[..] } else { &request.inputs };
    let mut inputs = Vec::new();
    for path in wanted {
        for found in files::find(path)? {
            match found {
                Found::File(path) => inputs.push(reader.file(&path)?),
                Found::Folder(path) => inputs.extend(reader.folder(&path)?),
            }
        }
    }
    every_saved_plan_is_used(&reader.named, &inputs)?;
    Ok(inputs)
}

struct Reader<'r> {
    request: &'r Request,
    /// Saved plans given with `--config`.
    named: Vec<Arc<SavedPlan>>,
    library: Library<'r>,
}

impl<'r> Reader<'r> {
    fn new(request: &'r Request) -> Result<Self, ReadError> {
        let mut named = Vec::new();
        for path in request.config.iter().filter(|path| !files::is_folder(path)) {
            let bytes = files::read(path)?;
            if !recognise::is_zip(&bytes) {
                return Err(saved::not_a_saved_plan(path));
            }
            named.push(Arc::new(SavedPlan::open(path, &bytes)?));
        }
        Ok(Self { request, named, library: Library::new(request)? })
    }

    fn file(&mut self, path: &str) -> Result<Input, ReadError> {
        let bytes = files::read(path)?;
        if recognise::is_zip(&bytes) {
            let saved = SavedPlan::open(path, &bytes)?;
            return self.saved(Arc::new(saved));
        }
        let text = text::decode(path, bytes)?;
        if recognise::is_state(&text) {
            return state_input(path, text);
        }
        let plan = plan::parse(path, text)?;
        Ok(self.plan(path, plan, &[]))
    }

    /// A saved plan as input: the tool that wrote it renders its values, all else it has itself.
    fn saved(&mut self, saved: Arc<SavedPlan>) -> Result<Input, ReadError> {
        let json = show::json(&saved, self.request.terraform.as_deref())?;
        let plan = plan::parse(&saved.path, text::decode(&saved.path, json)?)?;
        let path = saved.path.clone();
        Ok(self.input(&path, InputKind::SavedPlan, plan, &[saved]))
    }

    /// Plan JSON, with the saved plans that lie beside it.
    fn plan(&mut self, path: &str, plan: Plan, beside: &[Arc<SavedPlan>]) -> Input {
        let known = self.named.iter().chain(beside);
        let own: Vec<_> = known.filter(|saved| agrees(&plan, &saved.recorded).is_ok()).cloned().collect();
        self.input(path, InputKind::Plan, plan, &own)
    }

    fn input(&mut self, path: &str, kind: InputKind, mut plan: Plan, own: &[Arc<SavedPlan>]) -> Input {
        if let Some(saved) = own.first() {
            plan.configuration.lock(&saved.locked);
        }
        let taken = self.library.of(path, &plan, own);
        if let Some(locked) = taken.locked.as_ref().filter(|_| own.is_empty()) {
            plan.configuration.lock(locked);
        }
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

    /// A folder stands for every plan JSON below it, and for every saved plan that has no plan JSON beside it. One that
    /// has is that plan's configuration and recorded state when the two agree.
    fn folder(&mut self, folder: &str) -> Result<Vec<Input>, ReadError> {
        let mut found = Below::read(folder)?;
        let mut inputs = Vec::new();
        for path in &found.candidates {
            if let Some(plan) = found.plans.remove(path) {
                let beside = found.saved.get(files::folder_of(path)).map_or(&[][..], Vec::as_slice);
                inputs.push(self.plan(path, plan, beside));
            } else if let Some(saved) = found.alone.remove(path) {
                inputs.push(self.saved(saved)?);
            }
        }
        if inputs.is_empty() {
            let (rooted, tree) = self.library.unplanned(folder).ok_or_else(|| recognise::no_plan_in(folder))?;
            inputs.push(unplanned::input(folder, &rooted, tree));
        }
        Ok(inputs)
    }
}

/// A state has every value, and no configuration is needed to follow them.
fn state_input(path: &str, text: String) -> Result<Input, ReadError> {
    let mut input = Input::alone(path, InputKind::State, plan::parse_state(path, text)?);
    input.notes.push("This is a state: what there is now is judged, and every fault in it counts.".to_owned());
    Ok(input)
}

/// What lies below a folder.
struct Below {
    candidates: Vec<String>,
    plans: BTreeMap<String, Plan>,
    /// Saved plans by folder.
    saved: BTreeMap<String, Vec<Arc<SavedPlan>>>,
    /// Saved plans without a plan JSON beside them, by path.
    alone: BTreeMap<String, Arc<SavedPlan>>,
}

impl Below {
    fn read(folder: &str) -> Result<Self, ReadError> {
        let candidates = files::walk(folder)?;
        let mut plans = BTreeMap::new();
        let mut zips = Vec::new();
        for path in &candidates {
            let Some(bytes) = files::read_if(path, |head| recognise::may_be_plan(head) || recognise::is_zip(head))?
            else {
                continue;
            };
            if recognise::is_zip(&bytes) {
                zips.extend(open_beside(path, &bytes));
                continue;
            }
            let text = text::decode(path, bytes)?;
            if recognise::is_plan(&text) {
                plans.insert(path.clone(), plan::parse(path, text)?);
            }
        }
        let with_plan: BTreeSet<&str> = plans.keys().map(|path| files::folder_of(path)).collect();
        let alone = zips.iter().filter(|saved| !with_plan.contains(files::folder_of(&saved.path)));
        let alone = alone.map(|saved| (saved.path.clone(), Arc::clone(saved))).collect();
        let mut saved: BTreeMap<String, Vec<Arc<SavedPlan>>> = BTreeMap::new();
        for zip in zips {
            saved.entry(files::folder_of(&zip.path).to_owned()).or_default().push(zip);
        }
        Ok(Self { candidates, plans, saved, alone })
    }
}

/// A zip in a folder need not be a saved plan; one that cannot be read says nothing about the plans there.
fn open_beside(path: &str, bytes: &[u8]) -> Option<Arc<SavedPlan>> {
    SavedPlan::open(path, bytes).ok().map(Arc::new)
}

/// A saved plan that was named and belongs to none of the inputs is a mistake that would weaken the verdict unseen.
fn every_saved_plan_is_used(named: &[Arc<SavedPlan>], inputs: &[Input]) -> Result<(), ReadError> {
    for saved in named {
        let reasons = inputs.iter().map(|input| agrees(&input.plan, &saved.recorded)).collect::<Vec<_>>();
        if reasons.iter().any(Result::is_ok) {
            continue;
        }
        let why = reasons.into_iter().find_map(Result::err).unwrap_or_default();
        return Err(ReadError::new(&saved.path, format!("this saved plan does not belong to the plan given: {why}"))
            .help("give the file that `terraform plan -out` wrote for this very plan, or leave --config out"));
    }
    Ok(())
}
